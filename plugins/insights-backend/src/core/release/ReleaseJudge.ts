import {
  countPeople,
  MANY_PEOPLE,
  peopleInDifference,
  sameData,
} from './people';
import { passesPrimaryRule } from './primaryRule';
import {
  HiddenBecause,
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
  readonly #familiesOf = new Map<string, Family[]>();

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
    for (const node of rank.nodes) {
      this.#settleByName(node);
    }
    // A node of an earlier rank can lie in one of this rank: 12 weeks in 52.
    const inner = families
      .flatMap(family => family.members)
      .filter(node => this.#settled.has(node.key));
    const close = [...new Set([...rank.nodes, ...inner])].flatMap(node =>
      this.#closeTo(node),
    );
    let before: number;
    do {
      before = this.#hidden.size;
      for (const family of families) {
        this.#judgeFamily(family);
      }
      for (const pair of close) {
        this.#judgePair(pair);
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

  #take(rank: ReleaseRank): Family[] {
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
    const families: Family[] = [];
    for (const { parent, members, complete } of rank.families) {
      const node = this.#nodes.get(parent);
      if (node) {
        // A member without people (runs nobody can be found behind) needs no protection and gives none.
        const known = this.#nodesOf(members).filter(
          member => this.#peopleIn(member.key) > 0,
        );
        known.sort((a, b) => this.#bySize(a, b));
        families.push({ parent: node, members: known, complete });
      }
    }
    for (const family of families) {
      addTo(this.#familiesOf, family.parent.key, family);
      for (const member of family.members) {
        addTo(this.#parents, member.key, family.parent.key);
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
      .flatMap(family => family.members)
      .filter(other => this.#hidden.get(other.key) === 'complement')
      .filter(other => sameData(other, node));
    if ([...outer, ...inner].some(other => this.#hidden.has(other.key))) {
      this.#hide(node.key);
    } else if (outer.some(other => this.#settled.has(other.key))) {
      this.#settled.add(node.key);
    }
  }

  #judgeFamily({ parent, members, complete }: Family): void {
    const { floor } = this.#policy;
    const parentHidden = this.#hidden.has(parent.key);
    if (parentHidden && (!complete || this.#peopleIn(parent.key) < floor)) {
      return;
    }
    const hidden = members.filter(node => this.#hidden.has(node.key));
    if (members.length === 0 || (hidden.length === 0 && !parentHidden)) {
      return;
    }
    const fewest = parentHidden ? 1 : 2;
    for (const next of members) {
      if (hidden.length >= fewest && this.#areEnough(hidden)) {
        return;
      }
      if (!this.#hidden.has(next.key) && !this.#settled.has(next.key)) {
        this.#hide(next.key);
        hidden.push(next);
      }
    }
    if (complete && (hidden.length < fewest || !this.#areEnough(hidden))) {
      this.#hide(parent.key);
    }
  }

  /** Most nodes have enough people in their first contributors, so nothing is gathered before it is counted. */
  #areEnough(hidden: readonly ReleaseNode[]): boolean {
    const { floor, peopleOf } = this.#policy;
    const people = new Set<string>();
    for (const node of hidden) {
      for (const contributor of this.#kept(node)) {
        for (const person of peopleOf(contributor)) {
          people.add(person);
        }
        if (people.size >= floor) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Contributors that stay hidden in a hidden node. What is inside it is hidden until enough people are (see above),
   * except for parts that are settled; where only those would be enough, it is no more than the rest of them.
   */
  #kept(node: ReleaseNode): Iterable<string> {
    const { floor } = this.#policy;
    if (this.#peopleIn(node.key) < floor) {
      return node.contributors.keys();
    }
    for (const { members, complete } of this.#familiesOf.get(node.key) ?? []) {
      const rest = complete ? this.#tooFewIn(members) : undefined;
      if (rest) {
        return rest;
      }
    }
    return node.contributors.keys();
  }

  /** What is hidden in parts, or could still be; undefined where that is enough people. */
  #tooFewIn(parts: readonly ReleaseNode[]): string[] | undefined {
    const { floor, peopleOf } = this.#policy;
    const people = new Set<string>();
    const rest: string[] = [];
    for (const part of parts) {
      for (const contributor of this.#keptOrOpen(part)) {
        rest.push(contributor);
        for (const person of peopleOf(contributor)) {
          people.add(person);
        }
        if (people.size >= floor) {
          return undefined;
        }
      }
    }
    return rest;
  }

  #keptOrOpen(part: ReleaseNode): Iterable<string> {
    if (this.#settled.has(part.key)) {
      return [];
    }
    return this.#hidden.has(part.key)
      ? this.#kept(part)
      : part.contributors.keys();
  }

  /**
   * Outer nodes that differ by too few people, or by nobody. Where one already differs by enough people, everything
   * further out differs by at least as many, so the search stops there.
   */
  #closeTo(node: ReleaseNode): ClosePair[] {
    const { floor, peopleOf } = this.#policy;
    const found: ClosePair[] = [];
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
      if (people > 0 && people < floor) {
        found.push({ inner: node, outer, same: false });
      } else if (people === 0 && sameData(outer, node)) {
        found.push({ inner: node, outer, same: true });
      }
      if (people < floor) {
        open.push(...this.#parentsOf(outer.key));
      }
    }
    return found;
  }

  #judgePair({ inner, outer, same }: ClosePair): void {
    const innerHidden = this.#hidden.has(inner.key);
    const outerHidden = this.#hidden.has(outer.key);
    if (same) {
      // Another name for the same data must not show what is hidden here.
      if (innerHidden && !outerHidden && this.#peopleIn(inner.key) > 0) {
        this.#hide(outer.key);
      } else if (outerHidden && !innerHidden) {
        this.#hide(inner.key);
      }
    } else if (!innerHidden && !outerHidden) {
      this.#hide(this.#settled.has(inner.key) ? outer.key : inner.key);
    }
  }

  #peopleIn(key: string): number {
    return this.#people.get(key) ?? 0;
  }

  #parentsOf(key: string): ReleaseNode[] {
    return this.#nodesOf(this.#parents.get(key) ?? []);
  }

  #nodesOf(keys: readonly string[]): ReleaseNode[] {
    const nodes: ReleaseNode[] = [];
    for (const key of keys) {
      const node = this.#nodes.get(key);
      if (node) {
        nodes.push(node);
      }
    }
    return nodes;
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

/** A family with its nodes; members have people and are ordered by size. */
interface Family {
  readonly parent: ReleaseNode;
  readonly members: readonly ReleaseNode[];
  readonly complete: boolean;
}

interface ClosePair {
  readonly inner: ReleaseNode;
  readonly outer: ReleaseNode;
  /** They hold the same; otherwise they differ by too few people. */
  readonly same: boolean;
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) {
    list.push(value);
  } else {
    map.set(key, [value]);
  }
}
