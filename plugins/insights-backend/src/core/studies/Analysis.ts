import {
  adoptersOnlyPValue,
  Answer,
  Effect,
  EffectInput,
  estimateEffect,
  findingSentence,
  PercentEffect,
  placeboEffect,
  secondOpinion,
  StudyEffects,
  verdictOf,
} from '@mli/causal-impact';
import {
  StudyAnswer,
  StudyBeside,
  StudyCounts,
} from '@mli/plugin-insights-common';
import { bacon } from './bacon';
import {
  adoptersOnlyBeside,
  besideOf,
  percentParts,
  PLACEBO_WEEKS,
  placeboBeside,
} from './beside';
import { caveatsOf, spillOverOf } from './caveats';
import { OUTCOMES } from './outcomes';
import { predictionOf } from './prediction';
import { randomisedPower } from './randomisedPower';
import { batchingOf } from './refusals';
import { LEFT_OUT_WEEKS, StudyPanel } from './studyPanel';
import { AnalysisStep, StudyResult } from './StudyResult';
import { StudyInputs } from './types';

/** What was estimated under one set of draws, the effect of the study first. */
export interface Estimated {
  readonly effect: Effect;
  readonly percent: PercentEffect;
  readonly counts: StudyCounts;
  readonly others: Omit<StudyEffects, 'effect'>;
}

/** What is said of the estimate of a study, and what stands beside it. */
export class Analysis {
  readonly #inputs: StudyInputs;
  readonly #panel: StudyPanel;
  readonly #input: EffectInput;
  readonly #options: { readonly draws: number; readonly seed: number };

  constructor(inputs: StudyInputs, panel: StudyPanel, input: EffectInput) {
    this.#inputs = inputs;
    this.#panel = panel;
    this.#input = input;
    this.#options = { draws: inputs.draws, seed: inputs.seed };
  }

  get #isRandomised(): boolean {
    return this.#inputs.rollout !== undefined;
  }

  result(
    estimated: Estimated,
    onStep: (step: AnalysisStep) => void,
  ): StudyResult {
    const { effect, percent, counts } = estimated;
    onStep('adopters only');
    const adopters = adoptersOnlyPValue(this.#input, this.#options);
    const verdict = verdictOf({
      pValue: effect.pValue,
      adoptersOnlyPValue: adopters.ok ? adopters.value : undefined,
      randomised: this.#isRandomised,
    });
    onStep('placebo');
    const placebo = placeboEffect(this.#input, PLACEBO_WEEKS, this.#options);
    const placeboBlocks = placebo.ok && placebo.value.pValue <= 0.05;
    const spillOver = spillOverOf(this.#inputs.question);
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
      answer: this.#answer(estimated, onStep, {
        adoptersOnly: adoptersOnlyBeside(adopters, this.#isRandomised),
        placebo: {
          ...placeboBeside(this.#panel.scale, placebo, placeboBlocks),
          blocks: placeboBlocks,
        },
        spillOver,
      }),
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
    { effect, others }: Estimated,
    onStep: (step: AnalysisStep) => void,
    known: Pick<StudyAnswer, 'adoptersOnly' | 'placebo' | 'spillOver'>,
  ): StudyAnswer {
    const panel = this.#panel;
    const beside = (of: Answer<Effect>, lead: string) =>
      besideOf(panel.scale, of, lead);
    onStep('second opinion');
    const second = secondOpinion(this.#input, this.#options);
    onStep('batches');
    const batches = this.#batches();
    onStep('rollout');
    return {
      scale: panel.scale,
      weeks: panel.grid.periods,
      cells: { ...panel.cells, dropped: effect.droppedCells },
      leftOutWeeks: leftOutWeeks(panel),
      ...this.#eventStudy(effect, others.eventStudy),
      intentionToTreat: this.#isRandomised
        ? {
            sentence:
              'The whole study is by assigned start, whether or not a team kept to it.',
          }
        : beside(
            others.intentionToTreat,
            'Counted from the first try on, those who tried and left included',
          ),
      byRuns: beside(
        others.byRuns,
        'With every run counting the same, so that large teams count for more',
      ),
      secondOpinion: beside(
        second.ok
          ? { ok: true, value: { ...effect, ...second.value } }
          : second,
        'By another estimator (Callaway and Sant’Anna, cohorts of 4 weeks)',
      ),
      batches,
      ...bacon(panel),
      caveats: caveatsOf(this.#inputs, panel),
      power: randomisedPower(this.#inputs, panel, effect),
      prediction: predictionOf(panel, effect),
      inference: {
        permuted: permutedOf(this.#input, this.#isRandomised),
        strata: new Set(this.#input.strata ?? ['']).size,
        draws: effect.draws,
        enumerated: effect.enumerated,
        distinct: Math.min(effect.distinctAssignments, 1e15),
      },
      ...known,
    };
  }

  #eventStudy(
    effect: Effect,
    points: StudyEffects['eventStudy'],
  ): Pick<StudyAnswer, 'eventStudy' | 'eventStudyNote'> {
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
    if (this.#input.batching) {
      return {
        sentence:
          'Departments adopted together, so whole departments were permuted, not single teams.',
      };
    }
    const { grid, slots } = this.#input;
    return besideOf(
      this.#panel.scale,
      estimateEffect(
        { grid, slots, batching: batchingOf(this.#panel) },
        this.#options,
      ),
      'With the adoptions of a department within 4 weeks moved together',
    );
  }
}

function permutedOf(input: EffectInput, isRandomised: boolean) {
  if (isRandomised) return 'design';
  return input.batching ? 'batches' : 'teams';
}

/** Median length of what is left out before the dates. */
function leftOutWeeks({ slots }: StudyPanel): number {
  const lengths = slots
    .filter(({ date }) => Number.isFinite(date))
    .map(({ onset, date }) => date - onset)
    .sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? LEFT_OUT_WEEKS;
}
