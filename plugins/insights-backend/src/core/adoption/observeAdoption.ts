import { addDays, Day, daysBetween } from '../metrics/windows';
import { ActivityLog } from './ActivityLog';
import { completePeriods, Period } from './periods';
import {
  ADOPTION_THRESHOLDS,
  AdoptedWhen,
  AdoptionInput,
  AdoptionThresholds,
  DEFAULT_ADOPTED_WHEN,
  ObservedAdoption,
} from './types';

/**
 * What the runs of a team show about an offering on a day (docs/metrics.md, section 5).
 *
 * Looks only at days up to `asOf`, so asking again later with the same days gives the same answer.
 */
export function observeAdoption(
  input: AdoptionInput,
  thresholds: AdoptionThresholds = ADOPTION_THRESHOLDS,
): ObservedAdoption {
  const { asOf, adoptedWhen = DEFAULT_ADOPTED_WHEN } = input;
  const offering = new ActivityLog(input.onOffering, asOf);
  const anything = input.onAnything;
  const window = {
    first: addDays(asOf, 1 - thresholds.windowDays),
    last: asOf,
  };
  const size = sizeOn(anything, asOf, thresholds);
  const seen = offering.seenDays(thresholds.productionRunsPerWeek);
  const inWindow = offering.in(window);
  const common = {
    size,
    activeMembers: offering.peopleIn(window),
    inProduction: seen.some(
      day =>
        day >= window.first &&
        inWindow.some(each => each.day === day && each.productionRuns > 0),
    ),
    runs: inWindow.reduce(
      (sum, day) => sum + day.humanRuns + day.productionRuns,
      0,
    ),
    firstSeen: seen[0],
    lastSeen: seen.at(-1),
  };
  if (size === 0 && !common.inProduction) {
    return { state: 'not-applicable', ...common };
  }
  const { unknownCause } = input;
  const unseen = (state: 'none' | 'lapsed' | 'declining') =>
    unknownCause ? ({ state: 'unknown', unknownCause } as const) : { state };
  const { firstSeen, lastSeen } = common;
  if (firstSeen === undefined || lastSeen === undefined) {
    return { ...common, ...unseen('none') };
  }
  const lapsedAfter =
    adoptedWhen.cadence === 'month'
      ? thresholds.lapsedAfterDaysMonthly
      : thresholds.lapsedAfterDays;
  const spellStart = startOfLastSpell(seen, lapsedAfter);
  const periods = judgePeriods(
    { offering, anything, adoptedWhen, thresholds },
    completePeriods(spellStart, asOf, adoptedWhen.cadence),
  );
  const adoption = findAdoption(periods, adoptedWhen.periods, thresholds);
  const isDecided =
    adoption !== undefined &&
    daysBetween(adoption.until, asOf) >= thresholds.decidedAfterDays;
  const spell = {
    ...common,
    spellStart,
    ...(adoption && isDecided ? { adoptionDate: adoption.date } : {}),
  };
  if (daysBetween(lastSeen, asOf) >= lapsedAfter) {
    return { ...spell, ...unseen('lapsed') };
  }
  if (!adoption) {
    return { ...spell, state: 'trial' };
  }
  return isDeclining(periods, adoption.until, { adoptedWhen, thresholds })
    ? { ...spell, ...unseen('declining') }
    : { ...spell, state: 'adopted' };
}

type Judged = Period & { readonly verdict: 'met' | 'under' | 'skipped' };

/** Members who ran anything in the 12 weeks that end with the day. */
function sizeOn(
  anything: ActivityLog,
  day: Day,
  { sizeDays }: AdoptionThresholds,
): number {
  return anything.peopleIn({ first: addDays(day, 1 - sizeDays), last: day });
}

/** A spell ends when the team was not seen for so long that it counted as lapsed on some day. */
function startOfLastSpell(seen: readonly Day[], lapsedAfter: number): Day {
  let start = seen.at(-1) ?? '';
  for (const day of [...seen].reverse()) {
    if (daysBetween(day, start) > lapsedAfter) {
      break;
    }
    start = day;
  }
  return start;
}

function judgePeriods(
  context: {
    offering: ActivityLog;
    anything: ActivityLog;
    adoptedWhen: AdoptedWhen;
    thresholds: AdoptionThresholds;
  },
  periods: readonly Period[],
): Judged[] {
  const { offering, anything, adoptedWhen, thresholds } = context;
  return periods.map(period => {
    if (!anything.anyRunIn(period) && !offering.anyRunIn(period)) {
      return { ...period, verdict: 'skipped' };
    }
    const size = sizeOn(anything, period.last, thresholds);
    const bar = Math.max(
      1,
      Math.min(thresholds.leastActive, size),
      thresholds.leastActiveShare * size,
    );
    const byPeople =
      adoptedWhen.actor !== 'production' &&
      // The tolerance keeps 20 % of 15 at 3: in binary fractions it is a little more.
      offering.peopleIn(period) >= bar - 1e-9;
    const byProduction =
      adoptedWhen.actor !== 'people' &&
      offering.productionRunsIn(period) >= thresholds.productionRunsPerWeek;
    return { ...period, verdict: byPeople || byProduction ? 'met' : 'under' };
  });
}

/**
 * The first time that enough periods in a row met the bar. Skipped ones do not count and do not break the row, unless
 * there are more than two of them between the first and the last.
 */
function findAdoption(
  periods: readonly Judged[],
  needed: number,
  { skippablePeriods }: AdoptionThresholds,
): { date: Day; until: Day } | undefined {
  let row: { period: Judged; skippedBefore: number }[] = [];
  let skipped = 0;
  for (const period of periods) {
    if (period.verdict === 'skipped') {
      skipped += 1;
    } else if (period.verdict === 'under') {
      row = [];
    } else {
      row.push({ period, skippedBefore: skipped });
      const first = row.at(-needed);
      if (first && skipped - first.skippedBefore <= skippablePeriods) {
        return { date: first.period.first, until: period.last };
      }
    }
  }
  return undefined;
}

function isDeclining(
  periods: readonly Judged[],
  adoptedUntil: Day,
  options: { adoptedWhen: AdoptedWhen; thresholds: AdoptionThresholds },
): boolean {
  const needed =
    options.adoptedWhen.cadence === 'month'
      ? Math.ceil(options.thresholds.decliningWeeks / 4)
      : options.thresholds.decliningWeeks;
  const last = periods
    .filter(
      ({ first, verdict }) => first > adoptedUntil && verdict !== 'skipped',
    )
    .slice(-needed);
  return (
    last.length === needed && last.every(({ verdict }) => verdict === 'under')
  );
}
