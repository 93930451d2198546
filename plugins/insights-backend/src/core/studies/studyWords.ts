import { StudyCounts, StudyOutcome } from '@mli/plugin-insights-common';
import { addDays, Day, DAYS_PER_WEEK } from '../metrics/windows';
import { OUTCOMES } from './outcomes';
import { nameOf } from './refusals';

/** Weeks after the third adopter at which a study is answered unless it says otherwise. */
export const ANALYSIS_WEEKS = 26;
const ADOPTER_THAT_COUNTS = 3;
const LEAST_WEEKS_BEFORE = 8;

export function questionOf(study: {
  readonly outcome: StudyOutcome;
  readonly stage?: string;
  readonly offeringTitle: string;
}): string {
  const where = study.stage ? ` of ${study.stage}` : '';
  return `Did adopting ${study.offeringTitle} change the ${OUTCOMES[study.outcome].noun}${where}?`;
}

/** While nothing may be estimated: counts, and when the answer comes. */
export function interimSentence(
  counts: StudyCounts,
  analysisDate: Day,
): string {
  const adopted = `${counts.adopting} ${counts.adopting === 1 ? 'team has' : 'teams have'} adopted`;
  const open = `${counts.comparison} ${counts.comparison === 1 ? 'has' : 'have'} not begun`;
  const tried = counts.tried > 0 ? `, ${counts.tried} tried it` : '';
  return `${adopted}, ${open}${tried}. The answer comes on ${dateText(analysisDate)}; until then nothing is estimated`;
}

/**
 * From when on an adoption can be studied: a team needs 8 weeks before it, and who had the offering when the portal
 * began to see runs has none.
 */
export function firstUsableDate(firstDay: Day | undefined): Day {
  return firstDay === undefined
    ? '1970-01-05'
    : addDays(firstDay, LEAST_WEEKS_BEFORE * DAYS_PER_WEEK);
}

/** 26 weeks after the third adopter; undefined before there is one. */
export function defaultAnalysisDate(dates: readonly Day[]): Day | undefined {
  const third = [...dates].sort()[ADOPTER_THAT_COUNTS - 1];
  return third && addDays(third, ANALYSIS_WEEKS * DAYS_PER_WEEK);
}

/** How a study is called in URLs: what it asks. */
export function slugOf(study: {
  readonly offering: string;
  readonly outcome: StudyOutcome;
  readonly stage?: string;
  readonly rollout?: number;
}): string {
  const [kindless = ''] = study.offering.split(':').slice(1);
  const [namespace = 'default'] = kindless.split('/');
  return [
    ...(namespace === 'default' ? [] : [namespace]),
    nameOf(study.offering),
    study.outcome.replaceAll('_', '-'),
    ...(study.stage ? [study.stage] : []),
    ...(study.rollout === undefined ? [] : [`rollout-${study.rollout}`]),
  ].join('.');
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

export function dateText(day: Day): string {
  return DATE.format(new Date(`${day}T00:00:00Z`));
}
