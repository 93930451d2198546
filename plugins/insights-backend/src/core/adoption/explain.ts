import {
  AdoptionDecision,
  AdoptionExplanation,
} from '@mli/plugin-insights-common';
import { addDays, Day } from '../metrics/windows';
import { AdoptionPair } from './adoptionPair';
import { dayInWords } from './dayInWords';
import { JudgedPeriod } from './judgePeriods';
import { DecisionEvidence } from './planDecisions';
import { AdoptedWhen, AdoptionThresholds } from './types';

type ShownPeriod = AdoptionExplanation['periods'][number];

/** A period without any number of people: whether it counted, and by which lane. */
export function showPeriod(
  period: JudgedPeriod,
  counted: ReadonlySet<Day>,
  asOf: Day,
): ShownPeriod {
  return {
    from: period.first,
    to: addDays(period.last, 1),
    verdict: period.last > asOf ? 'open' : period.verdict,
    byPeople: period.byPeople,
    byProduction: period.byProduction,
    counted: counted.has(period.first),
  };
}

export function showEvidence(evidence: DecisionEvidence): ShownPeriod[] {
  const counted = new Set(
    evidence.periods
      .filter(({ verdict }) => verdict === 'met')
      .map(({ first }) => first),
  );
  const last = evidence.periods.at(-1)?.last ?? '';
  return evidence.periods.map(period => showPeriod(period, counted, last));
}

/** `three weeks in a row`, `two months in a row in production` */
export function ruleInWords({ actor, cadence, periods }: AdoptedWhen): string {
  const count =
    ['', 'one', 'two', 'three', 'four', 'five', 'six'][periods] ?? `${periods}`;
  const unit = periods === 1 ? cadence : `${cadence}s in a row`;
  const lane =
    actor === undefined
      ? ''
      : { people: ' by people', production: ' in production' }[actor];
  return `${count} ${unit}${lane}`;
}

export function thresholdsInWords(
  adoptedWhen: AdoptedWhen,
  thresholds: AdoptionThresholds,
): string[] {
  const monthly = adoptedWhen.cadence === 'month';
  const lapsed = monthly
    ? thresholds.lapsedAfterDaysMonthly
    : thresholds.lapsedAfterDays;
  return [
    `Adopted: ${ruleInWords(adoptedWhen)} with enough use.`,
    `Enough by people: at least ${thresholds.leastActive} members, and ${Math.round(100 * thresholds.leastActiveShare)} % of those who ran anything in ${thresholds.sizeDays / 7} weeks.`,
    `Enough in production: ${thresholds.productionRunsPerWeek} scheduled runs of a component of the team in a ${adoptedWhen.cadence}.`,
    `${monthly ? 'Months' : 'Weeks'} without any run of the team are skipped, at most ${thresholds.skippablePeriods}.`,
    `The date is decided ${thresholds.decidedAfterDays} days after the last of them, and then stays.`,
    `Declining: not enough use for ${thresholds.decliningWeeks} weeks. Lapsed: not seen for ${lapsed} days.`,
  ];
}

/** Why this date is the date, or why there is none yet. */
export function whyThisDate(
  pair: AdoptionPair,
  options: {
    decision?: AdoptionDecision;
    who: string;
    periods: readonly ShownPeriod[];
    adoptedWhen: AdoptedWhen;
  },
): string {
  const { decision, who, periods } = options;
  const { observed, asOf } = pair;
  const on = (day: Day) => dayInWords(day, asOf);
  const rule = ruleInWords(options.adoptedWhen);
  if (!observed) {
    return 'What is seen of fewer than 5 people is not shown, and so is its date.';
  }
  if (decision?.voided) {
    return `${on(decision.adoptionDate)} was decided and then voided: ${decision.voided.reason}`;
  }
  if (decision) {
    const met = decision.periods.filter(({ counted }) => counted);
    const skipped = decision.periods.filter(
      ({ verdict }) => verdict === 'skipped',
    ).length;
    const without = skipped > 0 ? `, ${skipped} without any run left out` : '';
    return (
      `${on(decision.adoptionDate)} is the first day of the ${met.length === 1 ? 'first' : `first ${met.length}`} ` +
      `${options.adoptedWhen.cadence}${met.length === 1 ? '' : 's in a row'} with enough use${without}; ` +
      `decided on ${on(decision.decidedOn)}${decision.disputed ? `. ${decision.disputed.sentence}` : '.'}`
    );
  }
  if (observed.firstSeen === undefined) {
    return `There is no date: no use by ${who} has been seen.`;
  }
  if (observed.state === 'adopted' || observed.adoptionDate) {
    return `The ${options.adoptedWhen.cadence}s are complete; the date is decided 7 days after the last of them.`;
  }
  const met = periods.findLastIndex(({ verdict }) => verdict === 'under');
  const inRow = periods
    .slice(met + 1)
    .filter(({ verdict }) => verdict === 'met').length;
  return `There is no date yet: it takes ${rule} with enough use, and ${inRow === 0 ? 'the last one had too little' : `there ${inRow === 1 ? 'is' : 'are'} ${inRow} so far`}.`;
}
