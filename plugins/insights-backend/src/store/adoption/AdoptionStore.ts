import { DeclaredState } from '@mli/plugin-insights-common';
import { ActivityDay } from '../../core/adoption/types';
import { Day } from '../../core/metrics/windows';

/** One team's days on one offering, or on anything at all where the offering is ''. */
export interface StoredActivity extends ActivityDay {
  readonly team: string;
  readonly offering: string;
  /** The rules that attributed it. */
  readonly rules: readonly string[];
}

export interface StoredDeclaration {
  readonly team: string;
  readonly offering: string;
  readonly state: Exclude<DeclaredState, 'none'>;
}

export interface SourceCoverage {
  readonly source: string;
  readonly runs: number;
  readonly unattributed: number;
}

/** Reads what adoption is computed from; one statement a method. */
export interface AdoptionStore {
  /** Changes whenever an answer may have changed. */
  version(): Promise<string>;
  activity(upTo: Day): Promise<StoredActivity[]>;
  /** What teams said on the day. */
  declarations(on: Day): Promise<StoredDeclaration[]>;
  /** Stages in which each team had runs, in [from, to). */
  stagesOfTeams(range: {
    from: Day;
    to: Day;
  }): Promise<Map<string, Set<string>>>;
  /** How many runs of each source belong to no team, in [from, to). */
  coverage(range: { from: Day; to: Day }): Promise<SourceCoverage[]>;
}
