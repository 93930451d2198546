import { OutcomeWords, SPEED_WORDS, WAITING_WORDS } from '@mli/causal-impact';
import { StudyOutcome } from '@mli/plugin-insights-common';

export interface OutcomeDefinition {
  readonly id: StudyOutcome;
  /** In a sentence: "the run time of training". */
  readonly noun: string;
  readonly words: OutcomeWords;
  /** Weekly mean in levels whatever the zeros; others take the logarithm of the weekly median. */
  readonly alwaysLevels: boolean;
  /** Waiting for shared machines is all of it. */
  readonly isWaiting: boolean;
  /** Waiting is a part of it. */
  readonly containsWaiting: boolean;
}

const FAILURE_WORDS: OutcomeWords = {
  less: 'fewer failures',
  more: 'more failures',
  gain: 'cut in failures',
};

export const OUTCOMES: Readonly<Record<StudyOutcome, OutcomeDefinition>> = {
  iteration_time: {
    id: 'iteration_time',
    noun: 'iteration time',
    words: SPEED_WORDS,
    alwaysLevels: false,
    isWaiting: false,
    containsWaiting: true,
  },
  run_time: {
    id: 'run_time',
    noun: 'run time',
    words: SPEED_WORDS,
    alwaysLevels: false,
    isWaiting: false,
    containsWaiting: false,
  },
  time_to_first_result: {
    id: 'time_to_first_result',
    noun: 'time to the first result',
    words: SPEED_WORDS,
    alwaysLevels: false,
    isWaiting: false,
    containsWaiting: true,
  },
  queue_time: {
    id: 'queue_time',
    noun: 'queue time',
    words: WAITING_WORDS,
    alwaysLevels: true,
    isWaiting: true,
    containsWaiting: true,
  },
  failed_ratio: {
    id: 'failed_ratio',
    noun: 'share of failed runs',
    words: FAILURE_WORDS,
    alwaysLevels: true,
    isWaiting: false,
    containsWaiting: false,
  },
};

/** More zeros than this and a logarithm says nothing. */
const MOST_ZEROS = 0.01;

export function scaleOf(
  outcome: StudyOutcome,
  counts: { readonly runs: number; readonly zeros: number },
): 'log' | 'level' {
  if (OUTCOMES[outcome].alwaysLevels) return 'level';
  return counts.zeros > MOST_ZEROS * counts.runs ? 'level' : 'log';
}
