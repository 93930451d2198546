import {
  adoptersOnlyPValue,
  Answer,
  Effect,
  EffectInput,
  estimateEffect,
  eventStudy,
  findingSentence,
  intentionToTreatEffect,
  percentEffectOfLevels,
  percentEffectOfLog,
  PercentEffect,
  placeboEffect,
  secondOpinion,
  Verdict,
  verdictOf,
} from '@mli/causal-impact';
import {
  StudyAnswer,
  StudyBeside,
  StudyCounts,
  StudyPercent,
} from '@mli/plugin-insights-common';
import { bacon } from './bacon';
import { caveatsOf, spillOverOf } from './caveats';
import { OUTCOMES } from './outcomes';
import { predictionOf } from './prediction';
import { randomisedPower } from './randomisedPower';
import { batchingOf } from './refusals';
import { LEFT_OUT_WEEKS, StudyPanel } from './studyPanel';
import { StudyInputs } from './types';

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
  'event study',
  'adopters only',
  'from the first try',
  'weighted by runs',
  'placebo',
  'second opinion',
  'batches',
  'rollout',
] as const;
export type AnalysisStep = (typeof ANALYSIS_STEPS)[number];

/** Weeks before the onset that the placebo takes for adopted. */
const PLACEBO_WEEKS = 8;

/** The estimate of a study and what stands beside it, in the words of its page. */
export class Analysis {
  readonly #inputs: StudyInputs;
  readonly #panel: StudyPanel;
  readonly input: EffectInput;
  readonly options: { readonly draws: number; readonly seed: number };

  constructor(inputs: StudyInputs, panel: StudyPanel, input: EffectInput) {
    this.#inputs = inputs;
    this.#panel = panel;
    this.input = input;
    this.options = { draws: inputs.draws, seed: inputs.seed };
  }

  get #isRandomised(): boolean {
    return this.#inputs.rollout !== undefined;
  }

  percentOf(effect: Effect): Answer<PercentEffect> {
    return this.#panel.scale === 'log'
      ? { ok: true, value: percentEffectOfLog(effect) }
      : percentEffectOfLevels(effect);
  }

  result(
    effect: Effect,
    percent: PercentEffect,
    counts: StudyCounts,
    onStep: (step: AnalysisStep) => void,
  ): StudyResult {
    const { input, options } = this;
    onStep('adopters only');
    const adopters = adoptersOnlyPValue(input, options);
    const sensitivity = adopters.ok ? adopters.value : undefined;
    const verdict = verdictOf({
      pValue: effect.pValue,
      adoptersOnlyPValue: sensitivity,
      randomised: this.#isRandomised,
    });
    onStep('placebo');
    const placebo = placeboEffect(input, PLACEBO_WEEKS, options);
    const placeboBlocks = placebo.ok && placebo.value.pValue <= 0.05;
    const spillOver = spillOverOf(this.#inputs.question);
    const answer = this.#answer(effect, onStep, {
      adoptersOnly: adoptersOnlyBeside(adopters, this.#isRandomised),
      placebo: {
        ...this.#placeboBeside(placebo, placeboBlocks),
        blocks: placeboBlocks,
      },
      spillOver,
    });
    return {
      verdict,
      sentence: findingSentence({
        verdict,
        effect: percent,
        words: OUTCOMES[this.#inputs.question.outcome].words,
        adopting: effect.treatedUnits,
        comparison: effect.comparisonUnits,
        tried: counts.tried,
        randomised: this.#isRandomised,
      }),
      effect: percentParts(percent),
      smallestVisible: percent.smallestVisible,
      pValue: effect.pValue,
      randomised: this.#isRandomised,
      estimate: effect.estimate,
      standardError: effect.smallestVisible / 3,
      ...this.#logEffect(effect),
      placeboBlocks,
      sharedQueue: spillOver !== undefined,
      answer,
    };
  }

  #logEffect(effect: Effect) {
    if (this.#panel.scale === 'log') {
      return {
        logEffect: effect.estimate,
        logStandardError: effect.smallestVisible / 3,
      };
    }
    const untreated = effect.treatedMean - effect.estimate;
    const ratio = Math.max(1e-3, effect.treatedMean / untreated);
    return {
      logEffect: Math.log(ratio),
      // First order: the error of a ratio, in logarithms.
      logStandardError: effect.smallestVisible / 3 / (untreated * ratio),
    };
  }

  #answer(
    effect: Effect,
    onStep: (step: AnalysisStep) => void,
    known: Pick<StudyAnswer, 'adoptersOnly' | 'placebo' | 'spillOver'>,
  ): StudyAnswer {
    const panel = this.#panel;
    const { input, options } = this;
    onStep('event study');
    const byTime = this.#eventStudy(effect);
    onStep('from the first try');
    const intentionToTreat = this.#isRandomised
      ? {
          sentence:
            'The whole study is by assigned start, whether or not a team kept to it.',
        }
      : this.#beside(
          intentionToTreatEffect(input, options),
          'Counted from the first try on, those who tried and left included',
        );
    onStep('weighted by runs');
    const byRuns = this.#beside(
      estimateEffect({ ...input, runs: panel.runs }, options),
      'With every run counting the same, so that large teams count for more',
    );
    onStep('second opinion');
    const second = secondOpinion(input, options);
    onStep('batches');
    const batches = this.#batches();
    onStep('rollout');
    return {
      scale: panel.scale,
      weeks: panel.grid.periods,
      cells: { ...panel.cells, dropped: effect.droppedCells },
      leftOutWeeks: leftOutWeeks(panel),
      ...byTime,
      intentionToTreat,
      byRuns,
      secondOpinion: this.#beside(
        second.ok
          ? {
              ok: true,
              value: {
                ...effect,
                estimate: second.value.estimate,
                pValue: second.value.pValue,
                interval: second.value.interval,
              },
            }
          : second,
        'By another estimator (Callaway and Sant’Anna, cohorts of 4 weeks)',
      ),
      batches,
      ...bacon(panel),
      caveats: caveatsOf(this.#inputs, panel),
      power: randomisedPower(this.#inputs, panel, effect),
      prediction: predictionOf(panel, effect),
      inference: {
        permuted: permutedOf(input, this.#isRandomised),
        strata: new Set(input.strata ?? ['']).size,
        draws: effect.draws,
        enumerated: effect.enumerated,
        distinct: Math.min(effect.distinctAssignments, 1e15),
      },
      ...known,
    };
  }

  #eventStudy(
    effect: Effect,
  ): Pick<StudyAnswer, 'eventStudy' | 'eventStudyNote'> {
    const points = eventStudy(this.input, undefined, this.options);
    if (!points.ok) {
      return { eventStudy: [], eventStudyNote: points.sentence };
    }
    const untreated = effect.treatedMean - effect.estimate;
    const percent = (value: number) =>
      this.#panel.scale === 'log'
        ? 100 * Math.expm1(value)
        : (100 * value) / untreated;
    return {
      eventStudy: points.value
        .map(point => ({
          from: point.from,
          to: point.from + 4,
          teams: point.treatedUnits,
          estimate: percent(point.estimate),
          lower: percent(point.lower),
          upper: percent(point.upper),
        }))
        .filter(({ lower, upper }) =>
          [lower, upper].every(value => Number.isFinite(value)),
        ),
    };
  }

  #batches(): StudyBeside {
    if (this.#isRandomised) {
      return { sentence: 'Not needed: the order was drawn.' };
    }
    if (this.input.batching) {
      return {
        sentence:
          'Departments adopted together, so whole departments were permuted, not single teams.',
      };
    }
    const { grid, slots } = this.input;
    return this.#beside(
      estimateEffect(
        { grid, slots, batching: batchingOf(this.#panel) },
        this.options,
      ),
      'With the adoptions of a department within 4 weeks moved together',
    );
  }

  #beside(effect: Answer<Effect>, lead: string): StudyBeside {
    if (!effect.ok) return { sentence: `${lead}: ${effect.sentence}` };
    const percent = this.percentOf(effect.value);
    if (!percent.ok) return { sentence: `${lead}: ${percent.sentence}` };
    return {
      effect: percentParts(percent.value),
      pValue: effect.value.pValue,
      sentence: `${lead}.`,
    };
  }

  #placeboBeside(placebo: Answer<Effect>, blocks: boolean): StudyBeside {
    const lead = `The ${PLACEBO_WEEKS} weeks before the first try, taken for adopted`;
    const beside = this.#beside(placebo, lead);
    if (!placebo.ok) return beside;
    const percent = this.percentOf(placebo.value);
    const visible = percent.ok ? percent.value.smallestVisible : undefined;
    if (blocks) {
      return {
        ...beside,
        sentence: `${lead}, show a change where there can be none: adopting teams were already moving. No badge.`,
      };
    }
    return {
      ...beside,
      sentence:
        visible === undefined
          ? `${lead}, show nothing; this says little, since no change would have been seen.`
          : `${lead}, show nothing; this says little: smallest visible ${visible.toFixed(0)} %.`,
    };
  }
}

function permutedOf(input: EffectInput, isRandomised: boolean) {
  if (isRandomised) return 'design';
  return input.batching ? 'batches' : 'teams';
}

function adoptersOnlyBeside(
  pValue: Answer<number>,
  isRandomised: boolean,
): StudyBeside {
  if (isRandomised) {
    return { sentence: 'Not needed: who adopted was drawn.' };
  }
  if (!pValue.ok) {
    return {
      sentence: `Dates cannot be permuted among adopters: ${pValue.sentence}`,
    };
  }
  return {
    pValue: pValue.value,
    sentence:
      pValue.value <= 0.2
        ? 'When they adopted matters among adopters too, not only who did.'
        : 'Among adopters, when they adopted does not tell: it may be the teams.',
  };
}

function percentParts({ estimate, lower, upper }: PercentEffect): StudyPercent {
  return {
    estimate,
    ...(lower !== undefined && { lower }),
    ...(upper !== undefined && { upper }),
  };
}

/** Median length of what is left out before the dates. */
function leftOutWeeks({ slots }: StudyPanel): number {
  const lengths = slots
    .filter(({ date }) => Number.isFinite(date))
    .map(({ onset, date }) => date - onset)
    .sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? LEFT_OUT_WEEKS;
}
