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
  readonly #familiesOf = new Map<string, ReleaseFamily[]>();
  readonly #people = new Map<string, number>();
  readonly #hidden = new Map<string, HiddenBecause>();
  /** Valid while nothing more is hidden. */
  readonly #uncovered = new Map<string, ReadonlySet<string>>();

  constructor(
    nodes: ReadonlyMap<string, ReleaseNode>,
    families: readonly ReleaseFamily[],
    policy: ReleasePolicy,
  ) {
    this.#nodes = nodes;
    this.#policy = policy;
    this.#families = families.filter(family => nodes.has(family.parent));
    for (const family of this.#families) {
      addTo(this.#familiesOf, family.parent, family);
      for (const member of family.members) {
        addTo(this.#parents, member, family.parent);
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
    if (this.#hidden.has(family.parent)) {
      this.#hideOneOf(family);
      return;
    }
    const members = this.#membersWithPeople(family);
    const hidden = members.filter(node => this.#hidden.has(node.key));
    const shown = members.filter(node => !this.#hidden.has(node.key));
    while (hidden.length > 0 && !this.#protectEachOther(hidden)) {
      const inside = hidden.length > 1 && this.#smallestPartOf(hidden);
      if (inside) {
        this.#hide(inside.key);
        continue;
      }
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

  /** Fewest people first. Members without people need no protection and give none. */
  #membersWithPeople(family: ReleaseFamily): ReleaseNode[] {
    return family.members
      .flatMap(key => this.#nodes.get(key) ?? [])
      .filter(node => (this.#people.get(node.key) ?? 0) > 0)
      .sort((a, b) => this.#bySize(a, b));
  }

  #protectEachOther(hidden: readonly ReleaseNode[]): boolean {
    const contributors = new Set<string>();
    for (const node of hidden) {
      for (const contributor of this.#uncoveredIn(node.key)) {
        contributors.add(contributor);
      }
    }
    return (
      hidden.length >= 2 &&
      peopleBehind(contributors, this.#policy.peopleOf).size >=
        this.#policy.floor
    );
  }

  /**
   * Contributors of what remains of a node after everything that is shown inside it has been taken away: a hidden
   * department whose teams are all shown but one hides no more than that one.
   */
  #uncoveredIn(key: string): ReadonlySet<string> {
    const known = this.#uncovered.get(key);
    if (known) {
      return known;
    }
    let smallest: ReadonlySet<string> = this.#hidden.has(key)
      ? new Set(this.#nodes.get(key)?.contributors.keys())
      : new Set();
    for (const family of this.#familiesOf.get(key) ?? []) {
      if (family.complete && smallest.size > 0) {
        const rest = this.#restOf(family);
        smallest = this.#countPeople(rest) < this.#countPeople(smallest) ? rest : smallest;
      }
    }
    this.#uncovered.set(key, smallest);
    return smallest;
  }

  /** The smallest node still shown where what is shown leaves too few people of a hidden one uncovered. */
  #smallestPartOf(hidden: readonly ReleaseNode[]): ReleaseNode | undefined {
    return hidden
      .flatMap(node => this.#familiesOf.get(node.key) ?? [])
      .filter(family => family.complete)
      .filter(family => this.#countPeople(this.#restOf(family)) < this.#policy.floor)
      .flatMap(family => this.#membersWithPeople(family))
      .filter(node => !this.#hidden.has(node.key))
      .sort((a, b) => this.#bySize(a, b))[0];
  }

  #restOf(family: ReleaseFamily): Set<string> {
    const rest = new Set<string>();
    for (const member of family.members) {
      for (const contributor of this.#uncoveredIn(member)) {
        rest.add(contributor);
      }
    }
    return rest;
  }

  #countPeople(contributors: Iterable<string>): number {
    return peopleBehind(contributors, this.#policy.peopleOf).size;
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
    return (this.#parents.get(key) ?? []).flatMap(
      parent => this.#nodes.get(parent) ?? [],
    );
  }

  /** Names decide between equals, so that the order of rows does not. */
  #bySize(a: ReleaseNode, b: ReleaseNode): number {
    return (
      (this.#people.get(a.key) ?? 0) - (this.#people.get(b.key) ?? 0) ||
      a.runs - b.runs ||
      (a.key < b.key ? -1 : 1)
    );
  }

  /** Hides a node, and inside it as much as it takes that its parts do not add up to it. */
  #hide(key: string): void {
    if (this.#hidden.has(key)) {
      return;
    }
    this.#hidden.set(key, 'complement');
    this.#uncovered.clear();
    for (const family of this.#familiesOf.get(key) ?? []) {
      this.#hideOneOf(family);
    }
  }

  #hideOneOf(family: ReleaseFamily): void {
    const members = this.#membersWithPeople(family);
    const [smallest] = members;
    if (
      family.complete &&
      smallest &&
      members.every(node => !this.#hidden.has(node.key))
    ) {
      this.#hide(smallest.key);
    }
  }
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) {
    list.push(value);
  } else {
    map.set(key, [value]);
  }
}
