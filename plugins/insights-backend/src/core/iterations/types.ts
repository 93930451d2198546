/** A top-level run as sequences see it; times are milliseconds since 1970. */
export interface SequenceRun {
  readonly id: string;
  /** What the source calls the experiment, else namespace and name of the job. */
  readonly experiment: string;
  readonly submittedMs?: number;
  readonly startedMs: number;
  /** Undefined while it runs, or where nobody ever said. */
  readonly endedMs?: number;
  readonly lost: boolean;
  /** Equal for runs of the same commit and parameters; undefined where a source does not say. */
  readonly version?: string;
  /** It, a child of it, or a run that reads its output evaluates. */
  readonly evaluates: boolean;
}

/** Runs that are one try: they overlap, start together, or repeat each other. */
export interface Iteration {
  /** In the order of their starts. */
  readonly runs: readonly SequenceRun[];
  /** First submission, or start where no submission is known. */
  readonly beganMs: number;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly reachesEvaluation: boolean;
  /** The iteration after it; undefined at the end of the sequence and where the chain is broken. */
  readonly next?: Iteration;
}
