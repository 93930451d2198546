import type { Answer } from '../answer';
import { answer } from '../answer';
import {
  applyWeights,
  Grid,
  imputationWeights,
  imputedEstimates,
  ImputationWeights,
  Target,
} from '../imputation/imputation';
import { gapsOf } from '../imputation/periodSystem';
import type { Slot, Window, WindowOf } from '../imputation/windows';
import type { PermutationDistribution } from './inference';
import type { Plan } from './plan';

export interface Permuted {
  readonly estimate: number;
  readonly actual: ImputationWeights;
  readonly distribution: PermutationDistribution;
  /** Draws under which the effect was not identified; they are in no count. */
  readonly failedDraws: number;
}

/** What is estimated under every draw. */
export interface Estimand {
  readonly windowOf: WindowOf;
  /** Positive numbers, one a cell, in proportion to which target cells are averaged; default: units equal. */
  readonly shares?: Float64Array;
}

/**
 * The estimate under the actual assignment and under every draw, of the outcome and of the actual treatment indicator.
 *
 * Without gaps the weights of a cell depend only on its slot and on the multiset of slots, which permuting single units
 * does not change: one system is solved, and a draw is a sum over units. Else the system of every draw is solved.
 */
export function permute(
  grid: Grid,
  slots: readonly Slot[],
  estimand: Estimand,
  plan: Plan,
): Answer<Permuted> {
  return permuteTogether(grid, slots, [estimand], plan)[0]!;
}

/**
 * Several estimands under the same draws. Those that are fitted on the same cells share the system of each draw, which
 * takes nearly all of the time.
 */
export function permuteTogether(
  grid: Grid,
  slots: readonly Slot[],
  estimands: readonly Estimand[],
  plan: Plan,
): Answer<Permuted>[] {
  const exposures = new Map<string, Float64Array>();
  const sharedExposure = (windowOf: WindowOf) => {
    const key = slots.map(slot => windowOf(slot).targetFrom).join();
    const known = exposures.get(key) ?? exposureOf(grid, slots, windowOf);
    exposures.set(key, known);
    return known;
  };
  const prepared = estimands.map(({ windowOf, shares }): Prepared => ({
    actual: imputationWeights(grid, slots, windowOf, { shares }),
    exposure: sharedExposure(windowOf),
    windows: plan.distinctSlots.map(windowOf),
    shares,
  }));
  const oneByOne = prepared.filter(
    ({ actual, shares }) =>
      actual.ok && !weightsFollowSlots(grid, plan, shares),
  );
  const drawn = new Map<Prepared, Drawn>();
  const families = Map.groupBy(oneByOne, ({ windows }) =>
    windows.map(({ fitUntil }) => fitUntil).join(),
  );
  for (const family of families.values()) {
    drawUnbalanced(grid, family, plan).forEach((own, k) => {
      drawn.set(family[k]!, own);
    });
  }
  return prepared.map(each => {
    const { actual, exposure } = each;
    if (!actual.ok) return actual;
    const own =
      drawn.get(each) ??
      drawBalanced(grid, exposure, actual.value.weights, plan);
    return answer({
      estimate: applyWeights(actual.value.weights, grid.values),
      actual: actual.value,
      distribution: { ...own, enumerated: plan.enumerated },
      failedDraws: plan.draws.length - own.estimates.length,
    });
  });
}

interface Prepared {
  readonly actual: Answer<ImputationWeights>;
  readonly exposure: Float64Array;
  /** Of each distinct slot. */
  readonly windows: readonly Window[];
  readonly shares: Float64Array | undefined;
}

function weightsFollowSlots(grid: Grid, plan: Plan, shares?: Float64Array) {
  return (
    plan.keepsCounts && !shares && grid.values.every(v => !Number.isNaN(v))
  );
}

/** 1 in the cells that the actual assignment compares with their counterfactual or that come after them. */
function exposureOf(
  grid: Grid,
  slots: readonly Slot[],
  windowOf: WindowOf,
): Float64Array {
  const exposure = new Float64Array(grid.values.length);
  slots.forEach((slot, i) => {
    const from = Math.max(0, Math.ceil(windowOf(slot).targetFrom));
    for (let t = from; t < grid.periods; t += 1) {
      exposure[i * grid.periods + t] = 1;
    }
  });
  return exposure;
}

interface Drawn {
  estimates: Float64Array;
  exposures: Float64Array;
}

function drawBalanced(
  grid: Grid,
  exposure: Float64Array,
  weights: Float64Array,
  plan: Plan,
): Drawn {
  const { units, periods, values } = grid;
  const slotCount = plan.slotOf.reduce(
    (max, slot) => Math.max(max, slot + 1),
    0,
  );
  // Row of weights of each slot, taken from any unit that has it.
  const owner = new Int32Array(slotCount);
  plan.slotOf.forEach((slot, i) => {
    owner[slot] = i;
  });
  const outcomeOf = new Float64Array(units * slotCount);
  const exposureOfSlot = new Float64Array(units * slotCount);
  for (let i = 0; i < units; i += 1) {
    for (let slot = 0; slot < slotCount; slot += 1) {
      const row = owner[slot]! * periods;
      let outcome = 0;
      let exposed = 0;
      for (let t = 0; t < periods; t += 1) {
        const weight = weights[row + t]!;
        outcome += weight * values[i * periods + t]!;
        exposed += weight * exposure[i * periods + t]!;
      }
      outcomeOf[i * slotCount + slot] = outcome;
      exposureOfSlot[i * slotCount + slot] = exposed;
    }
  }
  const estimates = new Float64Array(plan.draws.length);
  const exposures = new Float64Array(plan.draws.length);
  plan.draws.forEach((draw, b) => {
    let estimate = 0;
    let exposed = 0;
    for (let i = 0; i < units; i += 1) {
      const cell = i * slotCount + draw[i]!;
      estimate += outcomeOf[cell]!;
      exposed += exposureOfSlot[cell]!;
    }
    estimates[b] = estimate;
    exposures[b] = exposed;
  });
  return { estimates, exposures };
}

/** Estimands that are fitted on the same cells, in their order; a draw under which one is not identified is in none of its counts. */
function drawUnbalanced(
  grid: Grid,
  family: readonly Prepared[],
  plan: Plan,
): Drawn[] {
  const gaps = gapsOf(grid);
  const seen = (value: number, cell: number) =>
    Number.isNaN(grid.values[cell]!) ? 0 : value;
  const observed = grid.values.map(seen);
  const cleaned = new Map(
    family.map(({ exposure }) => [exposure, exposure.map(seen)]),
  );
  const outcomes = family.map(({ exposure }) => [
    observed,
    cleaned.get(exposure)!,
  ]);
  const found = family.map((): Record<'estimates' | 'exposures', number[]> => ({
    estimates: [],
    exposures: [],
  }));
  for (const draw of plan.draws) {
    const targets = family.map(({ windows, shares }, k): Target => ({
      windows: Array.from(draw, slot => windows[slot]!),
      shares,
      outcomes: outcomes[k]!,
    }));
    imputedEstimates(grid, targets, gaps).forEach((drawn, k) => {
      if (!drawn.ok) return;
      found[k]!.estimates.push(drawn.value[0]!);
      found[k]!.exposures.push(drawn.value[1]!);
    });
  }
  return found.map(({ estimates, exposures }) => ({
    estimates: Float64Array.from(estimates),
    exposures: Float64Array.from(exposures),
  }));
}
