import {
  AdoptionStatus,
  DeclaredState,
  ObservedState,
} from '@mli/plugin-insights-common';
import { ADOPTION_THRESHOLDS, AdoptionThresholds } from './types';

type Row = Record<
  'none' | 'trial' | 'adopted' | 'lapsed' | 'unknown',
  AdoptionStatus
>;

/** docs/metrics.md, section 5; `onboarding` may have become `stalled`. */
const TABLE: Record<DeclaredState, Row> = {
  none: {
    none: 'not-started',
    trial: 'seen-not-declared',
    adopted: 'seen-not-declared',
    lapsed: 'churned',
    unknown: 'cannot-tell',
  },
  evaluating: {
    none: 'planned',
    trial: 'onboarding',
    adopted: 'in-use',
    lapsed: 'stalled',
    unknown: 'cannot-tell',
  },
  adopted: {
    none: 'declared-not-seen',
    trial: 'onboarding',
    adopted: 'in-use',
    lapsed: 'churned',
    unknown: 'cannot-tell',
  },
  declined: {
    none: 'declined',
    trial: 'seen-not-declared',
    adopted: 'seen-not-declared',
    lapsed: 'declined',
    unknown: 'declined',
  },
};

export interface StatusOptions {
  /** Days since the team was first seen in this spell. */
  readonly daysOnboarding?: number;
  readonly expectedDays?: number;
  readonly eligible: boolean;
  readonly thresholds?: AdoptionThresholds;
}

/** What what is said and what is seen mean together. */
export function adoptionStatus(
  declared: DeclaredState,
  observed: ObservedState,
  options: StatusOptions,
): AdoptionStatus {
  if (observed === 'hidden') {
    // Anything else than what the team itself says would tell what was seen.
    return declared === 'declined' ? 'declined' : 'cannot-tell';
  }
  const nothingSaid = declared === 'none';
  if (
    observed === 'not-applicable' ||
    (!options.eligible && observed === 'none' && nothingSaid)
  ) {
    return declared === 'declined' ? 'declined' : 'not-applicable';
  }
  const seen = observed === 'declining' ? 'adopted' : observed;
  const status = TABLE[declared][seen];
  return declared === 'evaluating' &&
    status === 'onboarding' &&
    (options.daysOnboarding ?? 0) >=
      onboardingPatience(options.expectedDays, options.thresholds)
    ? 'stalled'
    : status;
}

/** After so many days of trying, somebody should help. */
export function onboardingPatience(
  expectedDays = 0,
  thresholds: AdoptionThresholds = ADOPTION_THRESHOLDS,
): number {
  return Math.max(
    thresholds.onboardingDays,
    thresholds.onboardingFactor * expectedDays,
  );
}
