import { answer, Answer, refuse } from '../answer';
import {
  DEFAULT_EFFECT_OPTIONS,
  EffectInput,
  EffectOptions,
  faultOf,
} from '../effectInput';
import { blockMeans, BlockSlot, Blocks, toBlocks } from './blocks';
import { groupTimeMean } from './groupTimeMean';
import {
  Interval,
  invertTest,
  pValue,
  smallestPValue,
} from '../permutation/inference';
import { planOf } from '../permutation/plan';
import { withDefaults } from '../withDefaults';

export interface SecondOpinion {
  /** Mean of ATT(g, t) over the treated blocks that count, groups weighted by their size. */
  readonly estimate: number;
  readonly pValue: number;
  readonly interval: Interval;
  readonly draws: number;
}

export interface SecondOpinionOptions extends EffectOptions {
  /** Periods of a cohort; 4 weeks. */
  readonly width: number;
}

/**
 * The effect by another estimator and the same test: Callaway and Sant'Anna (2021) without covariates against units
 * not yet treated, with periods and cohorts of four weeks, so that cohorts are not of one team each. Inference permutes
 * the very orders that `estimateEffect` permutes; textbook standard errors find too much with a few dozen teams.
 *
 * Blocks that an onset or date cuts are left out; the base of a cohort is the last block before its onset.
 */
export function secondOpinion(
  input: EffectInput,
  options: Partial<SecondOpinionOptions> = {},
): Answer<SecondOpinion> {
  const settings = withDefaults(
    { ...DEFAULT_EFFECT_OPTIONS, width: 4 },
    options,
  );
  const fault = faultOf(input, settings);
  if (fault) return fault;
  if (!(Number.isInteger(settings.width) && settings.width >= 1)) {
    return refuse(
      'invalid-input',
      'A cohort must last a whole number of periods.',
    );
  }
  const planned = planOf(input, settings);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const slots = plan.distinctSlots.map(slot => toBlocks(slot, settings));
  const outcome = blockMeans(input.grid, settings.width);
  const actual = input.slots.map((_, i) => slots[plan.slotOf[i]!]!);
  const exposure = exposureOf(outcome, actual);
  const estimate = groupTimeMean(outcome, outcome.values, actual);
  if (estimate === undefined) {
    return refuse(
      'no-usable-cells',
      `No cohort has a block of ${settings.width} periods before its onset and one after its date in which another unit was untreated.`,
    );
  }
  const estimates: number[] = [];
  const exposures: number[] = [];
  for (const draw of plan.draws) {
    const drawn = Array.from(draw, slot => slots[slot]!);
    const moved = groupTimeMean(outcome, outcome.values, drawn);
    const seen = groupTimeMean(outcome, exposure, drawn);
    if (moved === undefined || seen === undefined) continue;
    estimates.push(moved);
    exposures.push(seen);
  }
  const distribution = {
    estimates: Float64Array.from(estimates),
    exposures: Float64Array.from(exposures),
    enumerated: plan.enumerated,
  };
  if (smallestPValue(distribution) > settings.level) {
    return refuse(
      'too-few-assignments',
      `Only ${plan.distinct} different orders of adoption are possible, so no outcome could be told from chance at ${settings.level}.`,
    );
  }
  return answer({
    estimate,
    pValue: pValue(estimate, distribution),
    interval: invertTest(estimate, distribution, settings.level),
    draws: estimates.length,
  });
}

/** The actual treatment by block: 1 from the first whole block after the date on. */
function exposureOf(blocks: Blocks, slots: readonly BlockSlot[]): Float64Array {
  const exposure = new Float64Array(blocks.values.length);
  slots.forEach(({ from }, i) => {
    for (let b = Math.min(from, blocks.count); b < blocks.count; b += 1) {
      exposure[i * blocks.count + b] = 1;
    }
  });
  return exposure;
}
