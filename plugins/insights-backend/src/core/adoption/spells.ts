import { addDays, Day, daysBetween } from '../metrics/windows';
import {
  findAdoption,
  FoundAdoption,
  JudgeContext,
  JudgedPeriod,
  judgePeriods,
} from './judgePeriods';
import { completePeriods } from './periods';
import { AdoptedWhen, AdoptionThresholds } from './types';

/** Time in which a team was seen again and again, without being gone so long that it counted as lapsed. */
export interface Spell {
  readonly start: Day;
  readonly lastSeen: Day;
  /** The complete weeks or months of it, up to the day looked at or until it had lapsed. */
  readonly periods: readonly JudgedPeriod[];
  readonly adoption?: FoundAdoption;
}

export function lapsedAfterDays(
  adoptedWhen: AdoptedWhen,
  thresholds: AdoptionThresholds,
): number {
  return adoptedWhen.cadence === 'month'
    ? thresholds.lapsedAfterDaysMonthly
    : thresholds.lapsedAfterDays;
}

/** First and last day of each spell, in order. */
export function spellSpans(
  seen: readonly Day[],
  lapsedAfter: number,
): { start: Day; lastSeen: Day }[] {
  const spans: { start: Day; lastSeen: Day }[] = [];
  for (const day of seen) {
    const last = spans.at(-1);
    if (last && daysBetween(last.lastSeen, day) <= lapsedAfter) {
      last.lastSeen = day;
    } else {
      spans.push({ start: day, lastSeen: day });
    }
  }
  return spans;
}

/** Every spell of a team with an offering, as known on a day. */
export function findSpells(context: JudgeContext, asOf: Day): Spell[] {
  const { offering, adoptedWhen, thresholds } = context;
  const lapsedAfter = lapsedAfterDays(adoptedWhen, thresholds);
  const spans = spellSpans(
    offering.seenDays(thresholds.productionRunsPerWeek, asOf),
    lapsedAfter,
  );
  return spans.map(({ start, lastSeen }, index) => {
    const isLast = index === spans.length - 1;
    const gone = addDays(lastSeen, lapsedAfter);
    const end = isLast || gone > asOf ? asOf : gone;
    const periods = judgePeriods(
      context,
      completePeriods(start, end, adoptedWhen.cadence),
    );
    const adoption = findAdoption(periods, adoptedWhen.periods, thresholds);
    return { start, lastSeen, periods, ...(adoption ? { adoption } : {}) };
  });
}
