import { Verdict } from '@mli/causal-impact';
import { StudyAnswer, StudyPercent } from '@mli/plugin-insights-common';

/** What a finished study stores. Estimates are percent of what would have been. */
export interface StudyResult {
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly effect: StudyPercent;
  readonly smallestVisible?: number;
  readonly pValue: number;
  readonly randomised: boolean;
  /** On the scale of the estimator, for the portfolio. */
  readonly estimate: number;
  readonly standardError: number;
  /** Natural logarithm of the relative effect and its standard error: what studies of any scale are shrunk on. */
  readonly logEffect: number;
  readonly logStandardError: number;
  readonly placeboBlocks: boolean;
  readonly sharedQueue: boolean;
  readonly answer: StudyAnswer;
}

export const ANALYSIS_STEPS = [
  'panel',
  'effect',
  'adopters only',
  'placebo',
  'second opinion',
  'batches',
  'rollout',
] as const;
export type AnalysisStep = (typeof ANALYSIS_STEPS)[number];
