import {
  countPeople,
  MANY_PEOPLE,
  peopleInDifference,
  sameData,
} from './people';
import { passesPrimaryRule } from './primaryRule';
import {
  HiddenBecause,
  ReleaseFamily,
  ReleaseNode,
  ReleasePolicy,
  ReleaseRank,
  ReleaseVerdict,
  SMALLEST_FLOOR,
} from './types';

/**
 * Decides for whole families of nodes at once what may be shown (docs/metrics.md, section 4).
 *
 * What holds afterwards:
 * - a released node passes the primary rule;
 * - of the members of a released node's family, none are hidden, or at least two with at least `floor` people;
 * - of a hidden node with at least `floor` people, at least that many stay hidden in each way it is divided, so that
 *   its parts do not add up to it;
 * - a released node differs by nobody or by at least `floor` people from every released node that it lies in.
 *
 * Each step only hides, so judging ends; and it looks at nothing but the data, so every query gets the same answer.
 */
export class ReleaseJudge {
  readonly #policy: ReleasePolicy;
  readonly #nodes = new Map<string, ReleaseNode>();
  readonly #people = new Map<string, number>();
  readonly #hidden = new Map<string, HiddenBecause>();
  /** Released, and not to be hidden any more: of an earlier rank, or another name for one of those. */
  readonly #settled = new Set<string>();
  readonly #parents = new Map<string, string[]>();
  readonly #familiesOf = new Map<string, ReleaseFamily[]>();

  /** @throws RangeError for a floor below 5 */
  constructor(policy: ReleasePolicy) {
    if (policy.floor < SMALLEST_FLOOR) {
      throw new RangeError(
        `The floor is ${policy.floor}; it may be raised, never lowered below ${SMALLEST_FLOOR}`,
      );
    }
    this.#policy = policy;
  }

  /** Judges the nodes of a rank for good. */
  judge(rank: ReleaseRank): void {
    const families = this.#take(rank);
    // A node of an earlier rank can lie in one of this rank: 12 weeks in 52.
    const inner = families
      .flatMap(family => this.#nodesOf(family.members))
      .filter(node => this.#settled.has(node.key));
    for (const node of rank.nodes) {
      this.#settleByName(node);
    }
    const outwards = [...rank.nodes, ...inner];
    let before: number;
    do {
      before = this.#hidden.size;
      for (const family of families) {
        this.#judgeFamily(family);
      }
      for (const node of outwards) {
        this.#judgeNesting(node);
      }
    } while (this.#hidden.size > before);
    for (const { key } of rank.nodes) {
      if (!this.#hidden.has(key)) {
        this.#settled.add(key);
      }
    }
  }

  verdicts(): Map<string, ReleaseVerdict> {
    const verdicts = new Map<string, ReleaseVerdict>();
    for (const key of this.#nodes.keys()) {
      const because = this.#hidden.get(key);
      verdicts.set(
        key,
        because
          ? { released: false, because }
          : { released: true, people: this.#peopleIn(key) },
      );
    }
    return verdicts;
  }

  #take(rank: ReleaseRank): ReleaseFamily[] {
    for (const node of rank.nodes) {
      this.#nodes.set(node.key, node);
      const people = countPeople(node.contributors.keys(), {
        peopleOf: this.#policy.peopleOf,
        enough: Math.max(MANY_PEOPLE, this.#policy.floor),
      });
      this.#people.set(node.key, people);
      if (!passesPrimaryRule(node, people, this.#policy)) {
        this.#hidden.set(node.key, 'primary');
      }
    }
    const families = rank.families.filter(({ parent }) =>
      this.#nodes.has(parent),
    );
    for (const family of families) {
      addTo(this.#familiesOf, family.parent, family);
      for (const member of family.members) {
        addTo(this.#parents, member, family.parent);
      }
    }
    return families;
  }

  /**
   * A new name for data that were judged before gets the verdict they have: the only stage of a team whose total is
   * shown cannot be hidden, so what it would have protected must be.
   */
  #settleByName(node: ReleaseNode): void {
    const outer = this.#parentsOf(node.key).filter(other =>
      sameData(other, node),
    );
    const inner = (this.#familiesOf.get(node.key) ?? [])
      .flatMap(family => this.#nodesOf(family.members))
      .filter(other => this.#hidden.get(other.key) === 'complement')
      .filter(other => sameData(other, node));
    if ([...outer, ...inner].some(other => this.#hidden.has(other.key))) {
      this.#hide(node.key);
    } else if (outer.some(other => this.#settled.has(other.key))) {
      this.#settled.add(node.key);
    }
  }

  #judgeFamily(family: ReleaseFamily): void {
    const { floor } = this.#policy;
    const parentHidden = this.#hidden.has(family.parent);
    if (parentHidden && (this.#peopleIn(family.parent) < floor || !family.complete)) {
      return;
    }
    // A member without people (runs nobody can be found behind) needs no protection and gives none.
    const members = this.#nodesOf(family.members).filter(
      node => this.#peopleIn(node.key) > 0,
    );
    const hidden = members.filter(node => this.#hidden.has(node.key));
    if (members.length === 0 || (hidden.length === 0 && !parentHidden)) {
      return;
    }
    const fewest = parentHidden ? 1 : 2;
    const open = members
      .filter(node => !this.#hidden.has(node.key) && !this.#settled.has(node.key))
      .sort((a, b) => this.#bySize(a, b));
    while (hidden.length < fewest || !this.#areEnough(hidden)) {
      const next = open.shift();
      if (!next) {
        if (family.complete && !this.#settled.has(family.parent)) {
          this.#hide(family.parent);
        }
        return;
      }
      this.#hide(next.key);
      hidden.push(next);
    }
  }

  #areEnough(hidden: readonly ReleaseNode[]): boolean {
    const { floor, peopleOf } = this.#policy;
    const contributors = hidden.flatMap(node => [...this.#kept(node)]);
    return countPeople(contributors, { peopleOf, enough: floor }) >= floor;
  }

  /**
   * Contributors that stay hidden in a hidden node. What is inside it is hidden until enough people are (see above),
   * except for parts that are settled; where only those would be enough, it is no more than the rest of them.
   */
  #kept(node: ReleaseNode): Iterable<string> {
    const { floor, peopleOf } = this.#policy;
    if (this.#peopleIn(node.key) < floor) {
      return node.contributors.keys();
    }
    for (const family of this.#familiesOf.get(node.key) ?? []) {
      const members = this.#nodesOf(family.members);
      if (
        family.complete &&
        members.some(member => this.#settled.has(member.key))
      ) {
        const rest = members
          .filter(member => !this.#settled.has(member.key))
          .flatMap(member => [
            ...(this.#hidden.has(member.key)
              ? this.#kept(member)
              : member.contributors.keys()),
          ]);
        if (countPeople(rest, { peopleOf, enough: floor }) < floor) {
          return rest;
        }
      }
    }
    return node.contributors.keys();
  }

  #judgeNesting(node: ReleaseNode): void {
    if (this.#hidden.has(node.key)) {
      // Another name for the same data must not show what is hidden here.
      for (const parent of this.#parentsOf(node.key)) {
        if (this.#peopleIn(node.key) > 0 && sameData(parent, node)) {
          this.#hide(parent.key);
        }
      }
      return;
    }
    for (const outer of this.#tooCloseTo(node)) {
      if (this.#settled.has(node.key)) {
        this.#hide(outer.key);
      } else {
        this.#hide(node.key);
        return;
      }
    }
  }

  /**
   * Outer nodes that a released node differs from by too few people, or that are hidden and hold the same. Where one
   * already differs by enough people, everything further out differs by at least as many, so the search stops there.
   */
  #tooCloseTo(node: ReleaseNode): ReleaseNode[] {
    const { floor, peopleOf } = this.#policy;
    const found: ReleaseNode[] = [];
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
      const isClose = this.#hidden.has(outer.key)
        ? people === 0 && sameData(outer, node)
        : people > 0 && people < floor;
      if (isClose) {
        found.push(outer);
      }
      if (people < floor) {
        open.push(...this.#parentsOf(outer.key));
      }
    }
    return found;
  }

  #peopleIn(key: string): number {
    return this.#people.get(key) ?? 0;
  }

  #parentsOf(key: string): ReleaseNode[] {
    return this.#nodesOf(this.#parents.get(key) ?? []);
  }

  #nodesOf(keys: readonly string[]): ReleaseNode[] {
    return keys.flatMap(key => this.#nodes.get(key) ?? []);
  }

  /** Fewest people first; names decide between equals, so that the order of rows does not. */
  #bySize(a: ReleaseNode, b: ReleaseNode): number {
    return (
      this.#peopleIn(a.key) - this.#peopleIn(b.key) ||
      a.runs - b.runs ||
      (a.key < b.key ? -1 : 1)
    );
  }

  #hide(key: string): void {
    if (!this.#hidden.has(key) && !this.#settled.has(key)) {
      this.#hidden.set(key, 'complement');
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
