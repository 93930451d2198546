import { addDays, Day } from '../metrics/windows';
import { ActivityLog } from './ActivityLog';
import { Period } from './periods';
import { AdoptedWhen, AdoptionThresholds } from './types';

export type Verdict = 'met' | 'under' | 'skipped';

/** A week or month, and whether the use in it was enough. */
export interface JudgedPeriod extends Period {
  readonly verdict: Verdict;
  readonly activeMembers: number;
  readonly size: number;
  /** Active members that were needed. */
  readonly bar: number;
  readonly productionRuns: number;
  /** The lanes that met the bar. */
  readonly byPeople: boolean;
  readonly byProduction: boolean;
}

export interface JudgeContext {
  readonly offering: ActivityLog;
  readonly anything: ActivityLog;
  readonly adoptedWhen: AdoptedWhen;
  readonly thresholds: AdoptionThresholds;
}

/** Members who ran anything in the 12 weeks that end with the day. */
export function sizeOn(
  anything: ActivityLog,
  day: Day,
  { sizeDays }: AdoptionThresholds,
): number {
  return anything.peopleIn({ first: addDays(day, 1 - sizeDays), last: day });
}

export function judgePeriods(
  context: JudgeContext,
  periods: readonly Period[],
): JudgedPeriod[] {
  const { offering, anything, adoptedWhen, thresholds } = context;
  return periods.map(period => {
    const size = sizeOn(anything, period.last, thresholds);
    const bar = Math.max(
      1,
      Math.min(thresholds.leastActive, size),
      // The rounding keeps 20 % of 15 at 3: in binary fractions it is a little more.
      Math.round(1e6 * thresholds.leastActiveShare * size) / 1e6,
    );
    const activeMembers = offering.peopleIn(period);
    const productionRuns = offering.productionRunsIn(period);
    const byPeople = adoptedWhen.actor !== 'production' && activeMembers >= bar;
    const byProduction =
      adoptedWhen.actor !== 'people' &&
      productionRuns >= thresholds.productionRunsPerWeek;
    const isIdle = !anything.anyRunIn(period) && !offering.anyRunIn(period);
    let verdict: Verdict = byPeople || byProduction ? 'met' : 'under';
    if (isIdle) {
      verdict = 'skipped';
    }
    return {
      ...period,
      verdict,
      activeMembers,
      size,
      bar,
      productionRuns,
      byPeople: !isIdle && byPeople,
      byProduction: !isIdle && byProduction,
    };
  });
}

/** The periods that made a team an adopter. */
export interface FoundAdoption {
  /** First day of the first of them. */
  readonly date: Day;
  /** Last day of the last of them. */
  readonly until: Day;
  readonly periods: readonly JudgedPeriod[];
}

/**
 * The first time that enough periods in a row met the bar. Skipped ones do not count and do not break the row, unless
 * there are more than two of them between the first and the last.
 */
export function findAdoption(
  periods: readonly JudgedPeriod[],
  needed: number,
  { skippablePeriods }: AdoptionThresholds,
): FoundAdoption | undefined {
  let row: { period: JudgedPeriod; position: number; skippedBefore: number }[] =
    [];
  let skipped = 0;
  for (const [position, period] of periods.entries()) {
    if (period.verdict === 'skipped') {
      skipped += 1;
    } else if (period.verdict === 'under') {
      row = [];
    } else {
      row.push({ period, position, skippedBefore: skipped });
      const first = row.at(-needed);
      if (first && skipped - first.skippedBefore <= skippablePeriods) {
        return {
          date: first.period.first,
          until: period.last,
          periods: periods.slice(first.position, position + 1),
        };
      }
    }
  }
  return undefined;
}
