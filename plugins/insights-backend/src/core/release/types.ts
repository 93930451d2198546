import { MetricClass } from '@mli/plugin-insights-common';

/**
 * Something a number could be released about: a unit, in a window, for at most one stage, offering or source.
 *
 * A contributor is what the data of a node are made of: a team for class S (all its members stand behind what the
 * platform did to it), a person for class P. Weights are positive and add up over parts of the data that do not
 * overlap, so a contributor has a share in the difference of two nodes exactly if its weights differ.
 */
export interface ReleaseNode {
  readonly key: string;
  /** Runs in it, those that never started included. */
  readonly runs: number;
  readonly contributors: ReadonlyMap<string, number>;
  /** Where the rule of class P holds whatever the class of the metric: people and what each contributed. */
  readonly persons?: ReadonlyMap<string, number>;
}

/** Nodes that lie inside another one. Where `complete`, their data add up to the parent's. */
export interface ReleaseFamily {
  readonly parent: string;
  readonly members: readonly string[];
  readonly complete: boolean;
}

/**
 * Nodes that are judged together, after all ranks before them. What was decided for an earlier rank stays: the total
 * of a team comes before its stages, and its last 12 weeks before single weeks, so that a detail that must be hidden
 * never takes the headline with it.
 */
export interface ReleaseRank {
  readonly nodes: readonly ReleaseNode[];
  /** Between nodes of this rank and earlier ones. */
  readonly families: readonly ReleaseFamily[];
}

export interface ReleasePolicy {
  readonly metricClass: MetricClass;
  /** Fewest people behind a number; at least 5. */
  readonly floor: number;
  /** The people behind a contributor: the members of a team, or the person. */
  peopleOf(contributor: string): readonly string[];
}

/** `complement`: shown, it would give away a neighbour that must be hidden. */
export type HiddenBecause = 'primary' | 'complement';

export type ReleaseVerdict =
  | {
      readonly released: true;
      /** Counted up to 50. */
      readonly people: number;
    }
  | { readonly released: false; readonly because: HiddenBecause };

export const SMALLEST_FLOOR = 5;
