import {
  AttributionDecision,
  AttributionSubject,
} from '../../core/attribution/types';

/** A subject with the decision that holds for it now. */
export interface DecidedSubject {
  readonly id: string;
  readonly subject: AttributionSubject;
  readonly decision: AttributionDecision;
  /** Tells whether the row is still the one that was read. */
  readonly decidedAt: string;
}

/** A decision that is to replace the one that was read. */
export interface DecisionUpdate {
  readonly subjectId: string;
  readonly decidedAt: string;
  /** `replaces`: in place, for the past as well. `follows`: from now on. `notes`: the note alone. */
  readonly validity: 'replaces' | 'follows' | 'notes';
  readonly decision: AttributionDecision;
}

export interface SubjectPage {
  readonly subjects: readonly DecidedSubject[];
  /** Where the next page begins; undefined at the end. */
  readonly next?: string;
}

export interface JobFilter {
  /** Anchored, over 'namespace/name'. */
  readonly glob: string;
  readonly source?: string;
}

export interface SubjectQuery {
  /** Ids greater than this. */
  readonly after?: string;
  /** Only those first seen within this many seconds. */
  readonly seenWithinSeconds?: number;
  /** Only subjects of jobs of this name. */
  readonly jobs?: JobFilter;
  readonly limit: number;
}

/** What no rule gives to a team, by who sent it. */
export interface UnattributedJob {
  readonly source: string;
  readonly namespace: string;
  readonly job: string;
  readonly runs: number;
  /** RFC 3339. */
  readonly lastSeenAt?: string;
}

export interface AttributionStore {
  readSubjects(query: SubjectQuery): Promise<SubjectPage>;

  /**
   * Writes decisions, and marks the days of the runs they concern for both the old and the new team, in one
   * transaction. An update whose row was written by somebody else meanwhile is left out.
   */
  apply(updates: readonly DecisionUpdate[]): Promise<number>;

  /** Jobs whose runs belong to no team, those with most runs first. */
  listUnattributed(limit: number): Promise<UnattributedJob[]>;
}
