import { Config } from '@backstage/config';
import {
  ADOPTION_THRESHOLDS,
  AdoptionThresholds,
} from '../../core/adoption/types';

const KEY = 'insights.adoption';
/** As far back as the record of adoption goes. */
const LONGEST_DAYS = 364;

/** The thresholds of section 5 of docs/metrics.md, each of which configuration may change. */
export function readThresholds(
  root: Config,
  problems: string[],
): AdoptionThresholds {
  const config = root.getOptionalConfig(KEY);
  const read = (name: keyof AdoptionThresholds): number => {
    const value = config?.getOptionalNumber(name) ?? ADOPTION_THRESHOLDS[name];
    if (name === 'leastActiveShare') {
      if (!(value > 0 && value <= 1)) {
        problems.push(
          `${KEY}.${name} is ${value}; it must be a share above 0 and at most 1.`,
        );
      }
      return value;
    }
    const smallest =
      name === 'skippablePeriods' || name === 'decidedAfterDays' ? 0 : 1;
    if (!Number.isInteger(value) || value < smallest || value > LONGEST_DAYS) {
      problems.push(
        `${KEY}.${name} is ${value}; it must be a whole number from ${smallest} to ${LONGEST_DAYS}.`,
      );
    }
    return value;
  };
  return {
    windowDays: read('windowDays'),
    lapsedAfterDays: read('lapsedAfterDays'),
    lapsedAfterDaysMonthly: read('lapsedAfterDaysMonthly'),
    sizeDays: read('sizeDays'),
    leastActive: read('leastActive'),
    leastActiveShare: read('leastActiveShare'),
    productionRunsPerWeek: read('productionRunsPerWeek'),
    skippablePeriods: read('skippablePeriods'),
    decliningWeeks: read('decliningWeeks'),
    decidedAfterDays: read('decidedAfterDays'),
    onboardingDays: read('onboardingDays'),
    onboardingFactor: read('onboardingFactor'),
  };
}
