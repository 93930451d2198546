import {
  AdoptionStatus,
  AdoptionTrend,
  ObservedState,
} from '@mli/plugin-insights-common';
import { addDays, Day } from '../metrics/windows';

/** Where a pair stood at the end of a week. */
export interface TrendSnapshot {
  readonly day: Day;
  readonly eligible: boolean;
  readonly observed: ObservedState;
  readonly status: AdoptionStatus;
  /** Too small to say anything about, whatever was stored. */
  readonly isHidden: boolean;
}

type Week = AdoptionTrend['weeks'][number];
type Bucket = Exclude<keyof Week, 'week' | 'eligible'>;

const BUCKETS: Record<AdoptionStatus, Bucket> = {
  'in-use': 'inUse',
  onboarding: 'starting',
  planned: 'starting',
  stalled: 'starting',
  'seen-not-declared': 'doesNotMatch',
  'declared-not-seen': 'doesNotMatch',
  churned: 'doesNotMatch',
  declined: 'declined',
  'not-started': 'notStarted',
  'not-applicable': 'notStarted',
  'cannot-tell': 'cannotTell',
};

/** Counts eligible places by state, week by week. Hidden teams and unknown ones are one count. */
export function adoptionTrend(snapshots: readonly TrendSnapshot[]): Week[] {
  const weeks = new Map<Day, Week>();
  for (const each of snapshots) {
    if (!each.eligible) {
      continue;
    }
    const monday = addDays(each.day, -6);
    const week = weeks.get(monday) ?? {
      week: monday,
      eligible: 0,
      inUse: 0,
      starting: 0,
      doesNotMatch: 0,
      declined: 0,
      notStarted: 0,
      cannotTell: 0,
    };
    const bucket = bucketOf(each);
    week.eligible += 1;
    week[bucket] += 1;
    weeks.set(monday, week);
  }
  return [...weeks.values()].sort((a, b) => (a.week < b.week ? -1 : 1));
}

/**
 * What was seen comes before what was said: when a team declared it is often known only from the day the portal first
 * read its file, and would colour the time before.
 */
function bucketOf({ isHidden, observed, status }: TrendSnapshot): Bucket {
  if (isHidden || observed === 'hidden') {
    return 'cannotTell';
  }
  if (observed === 'adopted' || observed === 'declining') {
    return 'inUse';
  }
  return observed === 'trial' ? 'starting' : BUCKETS[status];
}
