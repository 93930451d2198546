import { DeclaredState, DeclineReason } from '@mli/plugin-insights-common';
import { ActivityDay } from '../../core/adoption/types';
import { Day } from '../../core/metrics/windows';
import { Unit } from '../../core/release/Organisation';
import { StoredOffering } from '../metrics/OrganisationReader';

/** One team's days on one offering, or on anything at all where the offering is ''. */
export interface StoredActivity extends ActivityDay {
  readonly team: string;
  readonly offering: string;
  /** The rules that attributed it. */
  readonly rules: readonly string[];
}

/** What a catalog file says, and since when. */
export interface StoredCatalogDeclaration {
  readonly team: string;
  readonly offering: string;
  readonly state: Exclude<DeclaredState, 'none'>;
  readonly from: Date;
  readonly to?: Date;
}

export interface StoredPortalDeclaration {
  readonly id: string;
  readonly team: string;
  readonly offering: string;
  readonly state: DeclaredState;
  readonly reason?: DeclineReason;
  readonly text?: string;
  readonly by: string;
  readonly at: Date;
  readonly relevance: readonly StoredRelevance[];
}

/** A provider's answer to 'not relevant', oldest first in a declaration. */
export interface StoredRelevance {
  readonly confirmed: boolean;
  readonly by: string;
  readonly at: Date;
  readonly text?: string;
}

/** A day on which something of a source arrived or happened. */
export interface SourceDay {
  readonly source: string;
  readonly day: Day;
  readonly runs: number;
  readonly unattributed: number;
  /** The hours of the day, in UTC, in which something arrived, in order. */
  readonly hours: readonly number[];
}

export interface Validity {
  readonly from: Date;
  readonly to?: Date;
}

/** Every row of the organisation there ever was. */
export interface OrganisationHistory {
  readonly units: readonly (Unit & { readonly valid: Validity })[];
  readonly members: readonly {
    readonly unit: string;
    readonly person: string;
    readonly valid: Validity;
  }[];
  readonly offerings: readonly (StoredOffering & {
    readonly valid: Validity;
  })[];
}

/** A team whose activity changed, from which day on, and the notes that say so. */
export interface ChangedTeam {
  readonly team: string;
  readonly firstDay: Day;
  readonly notes: readonly string[];
}

/** Reads what adoption is computed from; one statement a method. */
export interface AdoptionStore {
  /** Changes whenever an answer may have changed. */
  version(): Promise<string>;
  /** A fingerprint of each team's activity. */
  teamVersions(): Promise<Map<string, string>>;
  /** First day anything was heard of. */
  firstDay(): Promise<Day | undefined>;
  /** What changed and was not taken yet. */
  changes(): Promise<ChangedTeam[]>;
  /** Says that changes have been looked at. */
  takeChanges(changes: readonly ChangedTeam[]): Promise<void>;
  activity(upTo: Day, teams?: readonly string[]): Promise<StoredActivity[]>;
  organisationHistory(): Promise<OrganisationHistory>;
  catalogDeclarations(pair?: PairKey): Promise<StoredCatalogDeclaration[]>;
  /** Everything said in the portal, oldest first. */
  portalDeclarations(pair?: PairKey): Promise<StoredPortalDeclaration[]>;
  /** Stages in which each team had runs, in [from, to). */
  stagesOfTeams(range: DayRange): Promise<Map<string, Set<string>>>;
  /** Days on which each team had runs in each stage. */
  stageDays(upTo: Day, teams: readonly string[]): Promise<StageDay[]>;
  /** What was heard of each source, day by day: runs in [from, to), hours of receipt in [heardFrom, to). */
  sourceDays(range: DayRange & { heardFrom: Day }): Promise<SourceDay[]>;
}

export interface PairKey {
  readonly team?: string;
  readonly offering?: string;
}

export interface StageDay {
  readonly team: string;
  readonly stage: string;
  readonly day: Day;
}

interface DayRange {
  readonly from: Day;
  readonly to: Day;
}
