import { answer, Answer, refuse } from './answer';
import {
  DEFAULT_EFFECT_OPTIONS,
  EffectInput,
  EffectOptions,
  faultOf,
} from './effectInput';
import {
  effectWindow,
  isTreated,
  onsetWindow,
  placeboWindow,
  Slot,
} from './imputation/windows';
import { Estimand, permute, Permuted } from './permutation/distribution';
import {
  Interval,
  invertTest,
  pValue,
  smallestPValue,
  smallestVisibleEffect,
} from './permutation/inference';
import { Plan, planOf } from './permutation/plan';
import { withDefaults } from './withDefaults';

export interface Effect {
  /** Mean over treated units of each one's mean effect over its first periods; in units of the outcome. */
  readonly estimate: number;
  readonly pValue: number;
  readonly interval: Interval;
  /** What a study like this finds about four times in five. */
  readonly smallestVisible: number;
  /** Mean outcome of the treated cells: effects in levels are percent of this less the effect. */
  readonly treatedMean: number;
  readonly treatedUnits: number;
  readonly comparisonUnits: number;
  /** Units that tried and left: controls up to their onset, and neither after it. */
  readonly triedUnits: number;
  /** Treated cells in periods in which nobody was untreated. */
  readonly droppedCells: number;
  readonly draws: number;
  readonly enumerated: boolean;
  readonly distinctAssignments: number;
}

/**
 * Effect of a staggered treatment by imputation, with a permutation test over the slots, its inversion to an interval,
 * and the smallest effect the study could have seen. The p-value is exact only where slots were handed out at random.
 */
export function estimateEffect(
  input: EffectInput,
  options: Partial<EffectOptions> = {},
): Answer<Effect> {
  const settings = withDefaults(DEFAULT_EFFECT_OPTIONS, options);
  const windowOf = effectWindow(settings.horizon);
  return permutedEffect(input, { windowOf, shares: input.runs }, settings);
}

/**
 * The effect of having begun at all, beside that of having adopted: treated from the onset, those who tried and left
 * included. A trial that was given up because it did not help cannot make the offering look better here.
 */
export function intentionToTreatEffect(
  input: EffectInput,
  options: Partial<EffectOptions> = {},
): Answer<Effect> {
  const settings = withDefaults(DEFAULT_EFFECT_OPTIONS, options);
  const windowOf = onsetWindow(settings.horizon);
  return allTreated(
    permutedEffect(input, { windowOf, shares: input.runs }, settings),
  );
}

/**
 * The same test on the `length` periods before the onset, where nothing can have had an effect yet: a small p-value
 * says that adopters were moving before they adopted.
 */
export function placeboEffect(
  input: EffectInput,
  length: number,
  options: Partial<EffectOptions> = {},
): Answer<Effect> {
  const settings = withDefaults(DEFAULT_EFFECT_OPTIONS, options);
  const windowOf = placeboWindow(length);
  return permutedEffect(input, { windowOf, shares: input.runs }, settings);
}

function permutedEffect(
  input: EffectInput,
  estimand: Estimand,
  settings: EffectOptions,
): Answer<Effect> {
  const fault = faultOf(input, settings);
  if (fault) return fault;
  const planned = planOf(input, settings);
  if (!planned.ok) return planned;
  const permuted = permute(input.grid, input.slots, estimand, planned.value);
  return effectOf(permuted, { input, plan: planned.value, settings });
}

/** What is said of an estimand that was permuted. */
export function effectOf(
  permuted: Answer<Permuted>,
  {
    input,
    plan,
    settings,
  }: { input: EffectInput; plan: Plan; settings: EffectOptions },
): Answer<Effect> {
  if (!permuted.ok) return permuted;
  const { estimate, distribution, actual } = permuted.value;
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
    smallestVisible: smallestVisibleEffect(estimate, distribution),
    treatedMean: actual.treatedMean,
    treatedUnits: actual.treatedUnits,
    comparisonUnits: input.slots.filter(slot => !isTreated(slot)).length,
    triedUnits: input.slots.filter(triedAndLeft).length,
    droppedCells: actual.droppedCells,
    draws: distribution.estimates.length,
    enumerated: plan.enumerated,
    distinctAssignments: plan.distinct,
  });
}

/**
 * p-value when dates are permuted among adopters only, around the mean of the draws: does the result rest on when teams
 * adopted, or only on who did?
 */
export function adoptersOnlyPValue(
  input: EffectInput,
  options: Partial<EffectOptions> = {},
): Answer<number> {
  const settings = withDefaults(DEFAULT_EFFECT_OPTIONS, options);
  const fault = faultOf(input, settings);
  if (fault) return fault;
  const plan = planOf(input, settings, 'adopters');
  if (!plan.ok) return plan;
  const permuted = permute(
    input.grid,
    input.slots,
    { windowOf: effectWindow(settings.horizon), shares: input.runs },
    plan.value,
  );
  if (!permuted.ok) return permuted;
  const { estimate, distribution } = permuted.value;
  const mean =
    distribution.estimates.reduce((sum, draw) => sum + draw, 0) /
    Math.max(1, distribution.estimates.length);
  return answer(pValue(estimate, distribution, mean));
}

/** From the onset on, those who tried are treated like the others. */
export function allTreated(effect: Answer<Effect>): Answer<Effect> {
  return effect.ok ? answer({ ...effect.value, triedUnits: 0 }) : effect;
}

function triedAndLeft(slot: Slot): boolean {
  return isTreated(slot) && !Number.isFinite(slot.date);
}
