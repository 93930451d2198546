import { addDays, Day, daysBetween } from '../metrics/windows';
import { ActivityLog } from './ActivityLog';
import { JudgedPeriod, sizeOn } from './judgePeriods';
import { findSpells, lapsedAfterDays } from './spells';
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
  const offering =
    input.onOffering instanceof ActivityLog
      ? input.onOffering
      : new ActivityLog(input.onOffering, asOf);
  const anything = input.onAnything;
  const window = {
    first: addDays(asOf, 1 - thresholds.windowDays),
    last: asOf,
  };
  const size = sizeOn(anything, asOf, thresholds);
  const seen = offering.seenDays(thresholds.productionRunsPerWeek, asOf);
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
  const spells = findSpells(
    { offering, anything, adoptedWhen, thresholds },
    asOf,
  );
  const {
    start: spellStart,
    periods,
    adoption,
  } = spells.at(-1) ?? {
    start: firstSeen,
    periods: [],
  };
  const isDecided =
    adoption !== undefined &&
    daysBetween(adoption.until, asOf) >= thresholds.decidedAfterDays;
  const spell = {
    ...common,
    spellStart,
    spell: spells.length,
    byPeople: periods.at(-1)?.byPeople ?? false,
    ...(adoption && isDecided ? { adoptionDate: adoption.date } : {}),
  };
  if (daysBetween(lastSeen, asOf) >= lapsedAfterDays(adoptedWhen, thresholds)) {
    return { ...spell, ...unseen('lapsed') };
  }
  if (!adoption) {
    return { ...spell, state: 'trial' };
  }
  return isDeclining(periods, adoption.until, { adoptedWhen, thresholds })
    ? { ...spell, ...unseen('declining') }
    : { ...spell, state: 'adopted' };
}

function isDeclining(
  periods: readonly JudgedPeriod[],
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
