import { peopleBehind, peopleInDifference, sameData } from './people';
import { passesPrimaryRule } from './primaryRule';
import {
  HiddenBecause,
  ReleaseFamily,
  ReleaseNode,
  ReleasePolicy,
  ReleaseVerdict,
  SMALLEST_FLOOR,
} from './types';

/**
 * Decides for whole families of nodes at once what may be shown (docs/metrics.md, section 4).
 *
 * What holds afterwards, for every node that is released:
 * - it passes the primary rule;
 * - of the members of its families that are hidden, none or at least two have people, at least `floor` together;
 * - it differs by nobody or by at least `floor` people from every released node that it lies in.
 *
 * Each step only hides, so the loop ends; and it looks at nothing but the data, so every query gets the same answer.
 */
export function judgeRelease(
  nodes: ReadonlyMap<string, ReleaseNode>,
  families: readonly ReleaseFamily[],
  policy: ReleasePolicy,
): Map<string, ReleaseVerdict> {
  if (policy.floor < SMALLEST_FLOOR) {
    throw new RangeError(
      `The floor is ${policy.floor}; it may be raised, never lowered below ${SMALLEST_FLOOR}`,
    );
  }
  return new ReleaseJudgement(nodes, families, policy).verdicts();
}

class ReleaseJudgement {
  readonly #nodes: ReadonlyMap<string, ReleaseNode>;
  readonly #families: readonly ReleaseFamily[];
  readonly #policy: ReleasePolicy;
  readonly #parents = new Map<string, string[]>();
  readonly #people = new Map<string, number>();
  readonly #hidden = new Map<string, HiddenBecause>();

  constructor(
    nodes: ReadonlyMap<string, ReleaseNode>,
    families: readonly ReleaseFamily[],
    policy: ReleasePolicy,
  ) {
    this.#nodes = nodes;
    this.#policy = policy;
    this.#families = families.filter(family => nodes.has(family.parent));
    for (const { parent, members } of this.#families) {
      for (const member of members) {
        const parents = this.#parents.get(member);
        if (parents) {
          parents.push(parent);
        } else {
          this.#parents.set(member, [parent]);
        }
      }
    }
  }

  verdicts(): Map<string, ReleaseVerdict> {
    for (const node of this.#nodes.values()) {
      this.#people.set(
        node.key,
        peopleBehind(node.contributors.keys(), this.#policy.peopleOf).size,
      );
      if (!passesPrimaryRule(node, this.#policy)) {
        this.#hidden.set(node.key, 'primary');
      }
    }
    let before: number;
    do {
      before = this.#hidden.size;
      for (const family of this.#families) {
        this.#judgeFamily(family);
      }
      for (const node of this.#nodes.values()) {
        this.#judgeNesting(node);
      }
    } while (this.#hidden.size > before);
    const verdicts = new Map<string, ReleaseVerdict>();
    for (const key of this.#nodes.keys()) {
      const because = this.#hidden.get(key);
      verdicts.set(
        key,
        because
          ? { released: false, because }
          : { released: true, people: this.#people.get(key) ?? 0 },
      );
    }
    return verdicts;
  }

  #judgeFamily(family: ReleaseFamily): void {
    const members: ReleaseNode[] = [];
    for (const key of family.members) {
      const node = this.#nodes.get(key);
      // A member without people (runs nobody can be found behind) needs no protection and gives none.
      if (node && (this.#people.get(key) ?? 0) > 0) {
        members.push(node);
      }
    }
    const hidden = members.filter(node => this.#hidden.has(node.key));
    const shown = members
      .filter(node => !this.#hidden.has(node.key))
      .sort((a, b) => this.#bySize(a, b));
    if (this.#hidden.has(family.parent)) {
      // All members of a hidden parent add up to it.
      const [smallest] = shown;
      if (family.complete && hidden.length === 0 && smallest) {
        this.#hide(smallest.key);
      }
      return;
    }
    while (hidden.length > 0 && !this.#protectEachOther(hidden)) {
      const next = shown.shift();
      if (!next) {
        if (family.complete) {
          this.#hide(family.parent);
        }
        return;
      }
      this.#hide(next.key);
      hidden.push(next);
    }
  }

  #protectEachOther(hidden: readonly ReleaseNode[]): boolean {
    const contributors = new Set<string>();
    for (const node of hidden) {
      for (const contributor of node.contributors.keys()) {
        contributors.add(contributor);
      }
    }
    return (
      hidden.length >= 2 &&
      peopleBehind(contributors, this.#policy.peopleOf).size >=
        this.#policy.floor
    );
  }

  #judgeNesting(node: ReleaseNode): void {
    if (this.#hidden.has(node.key)) {
      // Another name for the same data must not show what is hidden here.
      for (const parent of this.#parentsOf(node.key)) {
        if (
          !this.#hidden.has(parent.key) &&
          (this.#people.get(node.key) ?? 0) > 0 &&
          sameData(parent, node)
        ) {
          this.#hide(parent.key);
        }
      }
      return;
    }
    if (this.#differsByTooFew(node)) {
      this.#hide(node.key);
    }
  }

  /**
   * Looks from a released node outwards. Where an outer node already differs by enough people, everything further
   * out differs by at least as many, so the search stops there.
   */
  #differsByTooFew(node: ReleaseNode): boolean {
    const { floor, peopleOf } = this.#policy;
    const seen = new Set<string>();
    const open = this.#parentsOf(node.key);
    for (let outer = open.pop(); outer; outer = open.pop()) {
      if (seen.has(outer.key)) {
        continue;
      }
      seen.add(outer.key);
      const people = peopleInDifference(outer, node, {
        peopleOf,
        enough: floor,
      });
      const hidden = this.#hidden.has(outer.key);
      if (people > 0 && people < floor && !hidden) {
        return true;
      }
      if (hidden && sameData(outer, node)) {
        return true;
      }
      if (people < floor) {
        open.push(...this.#parentsOf(outer.key));
      }
    }
    return false;
  }

  #parentsOf(key: string): ReleaseNode[] {
    const parents: ReleaseNode[] = [];
    for (const parent of this.#parents.get(key) ?? []) {
      const node = this.#nodes.get(parent);
      if (node) {
        parents.push(node);
      }
    }
    return parents;
  }

  /** Fewest people first; names decide between equals, so that the order of rows does not. */
  #bySize(a: ReleaseNode, b: ReleaseNode): number {
    return (
      (this.#people.get(a.key) ?? 0) - (this.#people.get(b.key) ?? 0) ||
      a.runs - b.runs ||
      (a.key < b.key ? -1 : 1)
    );
  }

  #hide(key: string): void {
    this.#hidden.set(key, 'complement');
  }
}
