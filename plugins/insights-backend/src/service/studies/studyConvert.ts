import {
  OfferingEffect,
  StudyCounts,
  StudyHeadline,
  StudyState,
  StudySummary,
} from '@mli/plugin-insights-common';
import { Day } from '../../core/metrics/windows';
import { FinishedEstimate } from '../../core/studies/portfolio';
import { interimSentence, questionOf } from '../../core/studies/studyWords';
import { StoredVersion } from '../../store/studies/StudyStore';

export function versionKey({
  id,
  version,
}: Pick<StoredVersion, 'id' | 'version'>): string {
  return `${id}/${version}`;
}

export function stateOf(study: StoredVersion, today: Day): StudyState {
  if (study.state !== 'registered') return study.state;
  return study.analysisDate > today ? 'interim' : 'queued';
}

/** As the portfolio takes it; undefined where there is no estimate. */
export function toEstimate(
  study: StoredVersion,
  context: { readonly isSuperseded: boolean; readonly isClaim: boolean },
): FinishedEstimate | undefined {
  const found = study.result?.found;
  return (
    found && {
      key: versionKey(study),
      verdict: found.verdict,
      pValue: found.pValue,
      effect: {
        estimate: found.effect,
        ...(found.lower !== undefined && { lower: found.lower }),
        ...(found.upper !== undefined && { upper: found.upper }),
      },
      smallestVisible: found.smallestVisible,
      logEffect: found.logEffect,
      logStandardError: found.logStandardError,
      placeboBlocks: found.placeboBlocks,
      sharedQueue: found.sharedQueue,
      ...context,
    }
  );
}

/** What it says about its offering; undefined while it says nothing. */
export function toEffect(
  study: StoredVersion,
  headline: StudyHeadline | undefined,
): OfferingEffect | undefined {
  const { result, computedAt } = study;
  if (!headline || !computedAt || !result?.found) return undefined;
  return {
    study: study.slug,
    version: study.version,
    offering: study.offering,
    outcome: study.outcome,
    ...(study.stage !== undefined && { stage: study.stage }),
    sentence: result.found.sentence,
    finishedAt: computedAt.toISOString(),
    exploratory: study.exploratory,
    counts: result.counts,
    headline,
  };
}

export interface SummaryContext {
  readonly today: Day;
  readonly latestVersion: number;
  readonly offeringTitle: string;
  /** What adoption alone says, for versions without a result. */
  readonly counts: StudyCounts;
  readonly headline?: StudyHeadline;
}

export function toSummary(
  study: StoredVersion,
  context: SummaryContext,
): StudySummary {
  const state = stateOf(study, context.today);
  const counts = study.result?.counts ?? context.counts;
  const refusal = study.result?.refusal;
  return {
    id: study.slug,
    offering: study.offering,
    outcome: study.outcome,
    ...(study.stage !== undefined && { stage: study.stage }),
    version: study.version,
    latestVersion: context.latestVersion,
    state,
    exploratory: study.exploratory,
    randomised: study.rollout !== undefined,
    question: questionOf({ ...study, offeringTitle: context.offeringTitle }),
    sentence: sentenceOf(study, state, counts),
    window: { from: study.from, to: study.to },
    analysisDate: study.analysisDate,
    registeredAt: study.registeredAt.toISOString(),
    ...(study.computedAt && { finishedAt: study.computedAt.toISOString() }),
    counts,
    ...(context.headline && { headline: context.headline }),
    ...(refusal && { refusal }),
    ...(study.progress && { progress: study.progress }),
  };
}

function sentenceOf(
  study: StoredVersion,
  state: StudyState,
  counts: StudyCounts,
): string {
  switch (state) {
    case 'interim':
      return interimSentence(counts, study.analysisDate);
    case 'queued':
      return 'waits to be computed';
    case 'running':
      return 'is being computed';
    case 'failed':
      return 'could not be computed; MLI has to look at it';
    case 'refused':
      return study.result?.refusal?.sentence ?? 'cannot be answered';
    default:
      return study.result?.found?.sentence ?? '';
  }
}
