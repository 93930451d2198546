import { ObservedState } from '@mli/plugin-insights-common';
import { Day } from '../metrics/windows';
import { ActivityLog } from './ActivityLog';

/** What a team did on a day, on one offering or at all. */
export interface ActivityDay {
  readonly day: Day;
  /** Members of that day who ran or used something, as hex of their keyed hashes. */
  readonly people: readonly string[];
  readonly humanRuns: number;
  /** Scheduled runs of components the team owned. */
  readonly productionRuns: number;
}

/** Version of the rules of this folder; kept with every decision they made. */
export const ADOPTION_RULE_VERSION = 1;

/** What an offering calls adopted; the default is three weeks by people or in production. */
export interface AdoptedWhen {
  /** Undefined: either lane will do. */
  readonly actor?: 'people' | 'production';
  readonly cadence: 'week' | 'month';
  readonly periods: number;
}

export interface AdoptionThresholds {
  readonly windowDays: number;
  readonly lapsedAfterDays: number;
  readonly lapsedAfterDaysMonthly: number;
  readonly sizeDays: number;
  readonly leastActive: number;
  readonly leastActiveShare: number;
  readonly productionRunsPerWeek: number;
  readonly skippablePeriods: number;
  readonly decliningWeeks: number;
  readonly decidedAfterDays: number;
  readonly onboardingDays: number;
  readonly onboardingFactor: number;
}

/** docs/metrics.md, section 5. */
export const ADOPTION_THRESHOLDS: AdoptionThresholds = {
  windowDays: 28,
  lapsedAfterDays: 28,
  lapsedAfterDaysMonthly: 62,
  sizeDays: 84,
  leastActive: 2,
  leastActiveShare: 0.2,
  productionRunsPerWeek: 3,
  skippablePeriods: 2,
  decliningWeeks: 8,
  decidedAfterDays: 7,
  onboardingDays: 28,
  onboardingFactor: 3,
};

export const DEFAULT_ADOPTED_WHEN: AdoptedWhen = {
  cadence: 'week',
  periods: 3,
};

/** Why nothing can be said about use that was not seen. */
export type UnknownCause = 'no-matcher' | 'silent-source' | 'unattributed';

export interface AdoptionInput {
  readonly asOf: Day;
  /** Days of the team on the offering, in any order. */
  readonly onOffering: readonly ActivityDay[] | ActivityLog;
  /** Days of the team on anything, up to the same day. */
  readonly onAnything: ActivityLog;
  readonly adoptedWhen?: AdoptedWhen;
  readonly unknownCause?: UnknownCause;
}

export interface ObservedAdoption {
  readonly state: Exclude<ObservedState, 'hidden'>;
  /** Members who ran anything in the last 12 weeks. */
  readonly size: number;
  /** Members active on the offering in the last 28 days. */
  readonly activeMembers: number;
  readonly inProduction: boolean;
  readonly runs: number;
  readonly firstSeen?: Day;
  readonly lastSeen?: Day;
  /** When the current spell began, or the last one where it has lapsed. */
  readonly spellStart?: Day;
  /** Which spell it is, counted from 1. */
  readonly spell?: number;
  /** Whether people met the bar in the last complete period. */
  readonly byPeople?: boolean;
  /** First day of the first period of the adoption; only after it has been decided. */
  readonly adoptionDate?: Day;
  readonly unknownCause?: UnknownCause;
}
