import { TeamDay } from './markDirty';

/** A mark that a recompute took; it is deleted only if nobody marked again since. */
export interface DirtyMark extends TeamDay {
  readonly generation: string;
  readonly markedAt: string;
}

export interface RecomputeResult {
  /** Marks worked on; 0 means there is nothing to do, or others are doing it. */
  readonly days: number;
}

export interface MarkCounts {
  /** (team, day) to compute. */
  readonly days: number;
  /** Actors whose runs are to be put in sequence anew, which may mark days. */
  readonly actors: number;
}

export interface AuditDifference extends TeamDay {
  readonly table: string;
}

export interface AuditResult {
  readonly sampled: number;
  readonly differences: readonly AuditDifference[];
}

/** The day cells and what they are computed from. */
export interface RollupStore {
  /**
   * Computes up to `limit` marked (team, day) anew and deletes their marks, in one transaction: readers see the old
   * rows or the new ones. Several may run at once; a day is worked on by one of them.
   */
  recompute(limit: number): Promise<RecomputeResult>;

  /** Computes a random sample of unmarked (team, day), compares it with what is stored, keeps the count. */
  audit(sampleSize: number): Promise<AuditResult>;

  countMarks(): Promise<MarkCounts>;
}
