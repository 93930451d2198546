import type { Answer } from '../answer';
import { answer } from '../answer';
import {
  applyWeights,
  Grid,
  imputationWeights,
  imputedEstimates,
  ImputationWeights,
} from '../imputation/imputation';
import { gapsOf } from '../imputation/periodSystem';
import type { Slot, WindowOf } from '../imputation/windows';
import type { PermutationDistribution } from './inference';
import type { Plan } from './plan';

export interface Permuted {
  readonly estimate: number;
  readonly actual: ImputationWeights;
  readonly distribution: PermutationDistribution;
  /** Draws under which the effect was not identified; they are in no count. */
  readonly failedDraws: number;
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
  windowOf: WindowOf,
  plan: Plan,
  shares?: Float64Array,
): Answer<Permuted> {
  const actual = imputationWeights(grid, slots, windowOf, { shares });
  if (!actual.ok) return actual;
  const exposure = exposureOf(grid, slots, windowOf);
  const estimate = applyWeights(actual.value.weights, grid.values);
  const drawn = weightsFollowSlots(grid, plan, shares)
    ? drawBalanced(grid, exposure, actual.value.weights, plan)
    : drawUnbalanced(grid, exposure, windowOf, plan, shares);
  return answer({
    estimate,
    actual: actual.value,
    distribution: {
      estimates: drawn.estimates,
      exposures: drawn.exposures,
      enumerated: plan.enumerated,
    },
    failedDraws: plan.draws.length - drawn.estimates.length,
  });
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

function drawUnbalanced(
  grid: Grid,
  exposure: Float64Array,
  windowOf: WindowOf,
  plan: Plan,
  shares: Float64Array | undefined,
): Drawn {
  const gaps = gapsOf(grid);
  const seen = (value: number, cell: number) =>
    Number.isNaN(grid.values[cell]!) ? 0 : value;
  const outcomes = [grid.values.map(seen), exposure.map(seen)];
  const estimates: number[] = [];
  const exposures: number[] = [];
  for (const draw of plan.draws) {
    const slots = Array.from(draw, slot => plan.distinctSlots[slot]!);
    const drawn = imputedEstimates(grid, slots, windowOf, outcomes, {
      shares,
      gaps,
    });
    if (!drawn.ok) continue;
    estimates.push(drawn.value[0]!);
    exposures.push(drawn.value[1]!);
  }
  return {
    estimates: Float64Array.from(estimates),
    exposures: Float64Array.from(exposures),
  };
}
