import type {
  StudyHeadline,
  StudyOutcome,
  StudyState,
  StudySummary,
} from '@mli/plugin-insights-common';

interface OutcomeText {
  readonly title: string;
  readonly less: string;
  readonly more: string;
}

/** How an outcome is called, and what less and more of it are. */
export const OUTCOME_TEXTS: Readonly<Record<StudyOutcome, OutcomeText>> = {
  iteration_time: { title: 'Iteration time', less: 'faster', more: 'slower' },
  run_time: { title: 'Run time', less: 'faster', more: 'slower' },
  time_to_first_result: {
    title: 'Time to the first result',
    less: 'faster',
    more: 'slower',
  },
  queue_time: {
    title: 'Queue time',
    less: 'less waiting',
    more: 'more waiting',
  },
  failed_ratio: {
    title: 'Failed runs',
    less: 'fewer failures',
    more: 'more failures',
  },
};

export const STATE_WORDS: Readonly<Record<StudyState, string>> = {
  interim: 'under way',
  queued: 'waiting to be computed',
  running: 'being computed',
  finished: 'answered',
  refused: 'cannot be answered',
  failed: 'could not be computed',
};

/** The first letter large and a full stop: the back end's sentences go into others. */
export function asSentence(text: string): string {
  if (text === '') return '';
  const begun = text.charAt(0).toLocaleUpperCase('en-GB') + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

export function studyHref(id: string, version?: number): string {
  const search = new URLSearchParams({ study: id });
  if (version !== undefined) search.set('version', `${version}`);
  return `/offerings/impact?${search}`;
}

export function rolloutHref(id: number): string {
  return `/offerings/impact?${new URLSearchParams({ rollout: `${id}` })}`;
}

/** Where an order of adoption is drawn. */
export function drawHref(offering?: string): string {
  const search = new URLSearchParams({ rollout: 'new' });
  if (offering !== undefined) search.set('offering', offering);
  return `/offerings/impact?${search}`;
}

export function isEffect({ verdict }: StudyHeadline): boolean {
  return verdict === 'found';
}

/** What a list of studies is cut into. */
export function groupStudies(studies: readonly StudySummary[]) {
  return {
    answered: studies.filter(({ headline }) => headline),
    underWay: studies.filter(({ state }) =>
      ['interim', 'queued', 'running'].includes(state),
    ),
    stuck: studies.filter(({ state }) => ['refused', 'failed'].includes(state)),
  };
}

/** "of training", for the name of what was measured. */
export function measuredText({
  outcome,
  stage,
}: Pick<StudySummary, 'outcome' | 'stage'>): string {
  const { title } = OUTCOME_TEXTS[outcome];
  return stage ? `${title} of ${stage}` : title;
}

/** The one sentence above the portfolio. */
export function portfolioSentence(studies: readonly StudySummary[]): string {
  const { answered, underWay } = groupStudies(studies);
  const found = answered.filter(study => study.headline?.badge.shown).length;
  const waiting =
    underWay.length > 0
      ? ` ${underWay.length === 1 ? 'One is' : `${underWay.length} are`} under way.`
      : '';
  if (answered.length === 0) {
    return `No study has an answer yet.${waiting}`;
  }
  const studiesText =
    answered.length === 1 ? 'The one study' : `Of ${answered.length} studies`;
  if (found === 0) {
    return answered.length === 1
      ? `${studiesText} with an answer shows no effect that could be claimed.${waiting}`
      : `${studiesText} with an answer, none shows an effect that could be claimed.${waiting}`;
  }
  return answered.length === 1
    ? `${studiesText} with an answer shows an effect.${waiting}`
    : `${studiesText} with an answer, ${found === 1 ? 'one shows' : `${found} show`} an effect that holds up among all of them.${waiting}`;
}
