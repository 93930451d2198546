export interface Unit {
  readonly ref: string;
  readonly title: string;
  readonly type: string;
  readonly role: 'customer' | 'provider' | 'other';
  readonly parent?: string;
}

/** The node of everything, above all units. */
export const COMPANY = '*';

/** The organisation as a tree. A parent that is not known, or that closes a circle, counts as none. */
export class Organisation {
  readonly #units = new Map<string, Unit>();
  readonly #children = new Map<string, string[]>();
  readonly #lines = new Map<string, readonly string[]>();

  constructor(units: Iterable<Unit>) {
    for (const unit of units) {
      this.#units.set(unit.ref, unit);
    }
    for (const unit of this.#units.values()) {
      const line = this.#climb(unit.ref);
      this.#lines.set(unit.ref, line);
      const parent = line[1] ?? COMPANY;
      const siblings = this.#children.get(parent);
      if (siblings) {
        siblings.push(unit.ref);
      } else {
        this.#children.set(parent, [unit.ref]);
      }
    }
  }

  get units(): readonly Unit[] {
    return [...this.#units.values()];
  }

  unit(ref: string): Unit | undefined {
    return this.#units.get(ref);
  }

  /** The unit itself, its parent, and so on; a unit nobody knows is alone. */
  lineOf(ref: string): readonly string[] {
    return this.#lines.get(ref) ?? [ref];
  }

  childrenOf(ref: string): readonly string[] {
    return this.#children.get(ref) ?? [];
  }

  /** The unit and everything below it. */
  subtreeOf(ref: string): string[] {
    const subtree: string[] = [];
    const open = [ref];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      subtree.push(next);
      open.push(...this.childrenOf(next));
    }
    return subtree;
  }

  /** The topmost teams below a unit: customers, providers, and units that nothing is below. */
  teamsBelow(ref: string): string[] {
    return this.childrenOf(ref).flatMap(child => {
      const isTeam =
        this.unit(child)?.role !== 'other' ||
        this.childrenOf(child).length === 0;
      return isTeam ? [child] : this.teamsBelow(child);
    });
  }

  #climb(ref: string): string[] {
    const line: string[] = [];
    const seen = new Set<string>();
    let next: string | undefined = ref;
    while (next !== undefined && this.#units.has(next) && !seen.has(next)) {
      seen.add(next);
      line.push(next);
      next = this.#units.get(next)?.parent;
    }
    // A circle has no top: each of its members stands alone under the company.
    return next !== undefined && seen.has(next) ? [ref] : line;
  }
}
