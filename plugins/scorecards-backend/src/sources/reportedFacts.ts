import type { FactSchema } from '@mli/plugin-scorecards-common';

const MONTH_MS = 31 * 86_400_000;

const OF_OFFERINGS = {
  type: 'number',
  kinds: ['offering'],
  freshnessMs: MONTH_MS,
  visibility: 'catalog',
} as const;

/** What shipped scorecards read and only somebody outside can measure: pushed with `POST /facts`. */
export const REPORTED_FACTS: readonly FactSchema[] = [
  {
    ...OF_OFFERINGS,
    id: 'offering.service_levels.met_share',
    title: 'share of the promised service levels that were met',
    description: 'Between 0 and 1, over the window of each.',
  },
  {
    ...OF_OFFERINGS,
    id: 'offering.support.response_hours_p90',
    title: 'measured response time of support',
    description: 'Nine of ten questions were answered within it.',
    unit: 'hours',
  },
  {
    ...OF_OFFERINGS,
    id: 'offering.onboarding_days_p50',
    title: 'measured onboarding time',
    description: 'From the first contact to the first use, of half the teams.',
    unit: 'days',
  },
];
