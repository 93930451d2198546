import { JobPattern } from '../../core/organisation/types';

/** A job by its name, over all sources it is known from. */
export interface ClaimableJob {
  readonly namespace: string;
  readonly name: string;
  readonly runs: number;
  readonly lastRunAt?: Date;
  readonly repositories: readonly string[];
  readonly experiments: readonly string[];
  readonly stages: readonly string[];
}

/** A job that a pattern matches. */
export interface MatchedJob {
  /** Position of the pattern. */
  readonly pattern: number;
  readonly jobId: string;
  readonly namespace: string;
  readonly name: string;
  /** Of runs that are the team's or nobody's. */
  readonly runs: number;
  /** Some of its runs belong to another component or team. */
  readonly elsewhere: boolean;
}

export interface ClaimsStore {
  /** Jobs without a component whose runs are mostly the team's; those that run most first. */
  claimableJobs(team: string, limit: number): Promise<ClaimableJob[]>;
  /** Names of all jobs of some namespaces. */
  jobNames(
    namespaces: readonly string[],
  ): Promise<{ namespace: string; name: string }[]>;
  /**
   * @param component - ref of the component whose runs count as free, because its patterns are being edited
   */
  matchingJobs(options: {
    team: string;
    component: string;
    patterns: readonly JobPattern[];
  }): Promise<MatchedJob[]>;
}
