import { answer, Answer, refuse } from '../answer';
import { Gaps, gapsOf, PeriodSystem, periodSystem } from './periodSystem';
import { solveInPlace } from './solveInPlace';
import type { Slot, Window, WindowOf } from './windows';

/** Outcomes of units over periods, row by row; NaN where a unit was not observed. */
export interface Grid {
  readonly units: number;
  readonly periods: number;
  readonly values: Float64Array;
}

export interface ImputationWeights {
  /**
   * Estimate = sum over cells of weights * outcome: the estimator is linear in the outcomes, and so is everything that
   * is done with it here.
   */
  readonly weights: Float64Array;
  /** Weighted mean of the outcome in the target cells: the effect plus what it is measured from. */
  readonly treatedMean: number;
  /** Treated units that contribute. */
  readonly treatedUnits: number;
  /** Target cells left out because no unit was untreated in their period. */
  readonly droppedCells: number;
}

/**
 * Weights of the imputation estimator: unit and period effects from untreated cells by least squares, the outcome of
 * target cells minus what those effects predict, averaged within each unit and then over units with equal weight
 * (Borusyak, Jaravel, Spiess, Review of Economic Studies 91 (2024), section 4.1; Gardner, arXiv 2207.05943).
 *
 * With `shares`, one positive number a cell, target cells are averaged in proportion to them instead: by runs, say.
 * `gaps` of the grid can be given where many assignments of one grid are gone through.
 *
 * Unit effects are absorbed, so that one symmetric system in the period effects is left. Its adjoint is solved, once
 * for all outcomes.
 */
export function imputationWeights(
  observed: Grid,
  slots: readonly Slot[],
  windowOf: WindowOf,
  { shares, gaps }: { shares?: Float64Array; gaps?: Gaps } = {},
): Answer<ImputationWeights> {
  const windows = slots.map(windowOf);
  const system = periodSystem(observed, windows, gaps ?? gapsOf(observed));
  const targets = targetCells(observed, windows, system, shares);
  if (targets.treatedUnits === 0) {
    return refuse(
      'no-usable-cells',
      `No unit has both untreated periods and treated periods in which another unit was untreated (${targets.droppedCells} treated cells had none).`,
    );
  }
  const adjoint = solveInPlace(
    system.matrix,
    adjointSide(observed, targets, system),
  );
  if (!adjoint) {
    return refuse(
      'not-identified',
      'The untreated cells do not connect all periods with each other, so period effects cannot be told from unit effects.',
    );
  }
  return answer({
    weights: cellWeights(observed, targets, system, adjoint),
    treatedMean: treatedMeanOf(observed, targets, system),
    treatedUnits: targets.treatedUnits,
    droppedCells: targets.droppedCells,
  });
}

/** The estimate for one outcome: cells that are not observed must have been NaN when the weights were made. */
export function applyWeights(weights: Float64Array, values: Float64Array) {
  let sum = 0;
  for (let cell = 0; cell < weights.length; cell += 1) {
    const weight = weights[cell]!;
    if (weight !== 0) sum += weight * values[cell]!;
  }
  return sum;
}

interface TargetCells {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Target cells of each unit that are identified; zero where the unit does not contribute. */
  readonly count: Int32Array;
  /** What each unit counts for; the sum is 1. */
  readonly unitShare: Float64Array;
  /** What a target cell counts for: this, by unit, times its share where there are shares. */
  readonly cellShare: Float64Array;
  readonly shares: Float64Array | undefined;
  readonly treatedUnits: number;
  readonly droppedCells: number;
}

function targetCells(
  grid: Grid,
  windows: readonly Window[],
  system: PeriodSystem,
  shares: Float64Array | undefined,
): TargetCells {
  const { units, periods, values } = grid;
  const sum = new Float64Array(units);
  const from = new Int32Array(units);
  const to = new Int32Array(units);
  const count = new Int32Array(units);
  let treatedUnits = 0;
  let droppedCells = 0;
  for (let i = 0; i < units; i += 1) {
    const window = windows[i];
    from[i] = Math.max(0, Math.min(periods, window?.targetFrom ?? periods));
    to[i] = Math.max(from[i]!, Math.min(periods, window?.targetTo ?? 0));
    if (system.fitCount[i]! === 0) continue;
    for (let t = from[i]!; t < to[i]!; t += 1) {
      if (Number.isNaN(values[i * periods + t]!)) continue;
      if (system.untreated[t]! === 0) droppedCells += 1;
      else {
        count[i]! += 1;
        sum[i]! += shares ? shares[i * periods + t]! : 1;
      }
    }
    if (count[i]! > 0) treatedUnits += 1;
  }
  let total = 0;
  for (let i = 0; i < units; i += 1) total += sum[i]!;
  const unitShare = new Float64Array(units);
  const cellShare = new Float64Array(units);
  for (let i = 0; i < units; i += 1) {
    if (count[i] === 0) continue;
    unitShare[i] = shares ? sum[i]! / total : 1 / treatedUnits;
    cellShare[i] = unitShare[i]! / sum[i]!;
  }
  return {
    from,
    to,
    count,
    unitShare,
    cellShare,
    shares,
    treatedUnits,
    droppedCells,
  };
}

/** What the estimate takes from each period effect, by position among the used periods, reference left out. */
function adjointSide(
  grid: Grid,
  targets: TargetCells,
  system: PeriodSystem,
): Float64Array {
  const { units, periods, values } = grid;
  const side = new Float64Array(Math.max(0, system.used.length - 1));
  for (let i = 0; i < units; i += 1) {
    if (targets.count[i]! === 0) continue;
    const perFit = targets.unitShare[i]! / system.fitCount[i]!;
    const { shares } = targets;
    const perTarget = targets.cellShare[i]!;
    const add = (t: number, amount: number) => {
      const position = system.position[t]! - 1;
      if (position >= 0 && !Number.isNaN(values[i * periods + t]!)) {
        side[position]! += amount;
      }
    };
    for (let t = 0; t < system.fitEnd[i]!; t += 1) add(t, perFit);
    for (let t = targets.from[i]!; t < targets.to[i]!; t += 1) {
      add(t, shares ? -perTarget * shares[i * periods + t]! : -perTarget);
    }
  }
  return side;
}

function cellWeights(
  grid: Grid,
  targets: TargetCells,
  system: PeriodSystem,
  adjoint: Float64Array,
): Float64Array {
  const { units, periods, values } = grid;
  const weights = new Float64Array(units * periods);
  const priceOf = (t: number) => {
    const position = system.position[t]! - 1;
    return position >= 0 ? adjoint[position]! : 0;
  };
  for (let i = 0; i < units; i += 1) {
    const row = i * periods;
    const unitShare = targets.unitShare[i]!;
    let meanPrice = 0;
    for (let t = 0; t < system.fitEnd[i]!; t += 1) {
      if (!Number.isNaN(values[row + t]!)) meanPrice += priceOf(t);
    }
    meanPrice /= Math.max(1, system.fitCount[i]!);
    for (let t = 0; t < system.fitEnd[i]!; t += 1) {
      if (Number.isNaN(values[row + t]!)) continue;
      weights[row + t] =
        priceOf(t) - meanPrice - unitShare / system.fitCount[i]!;
    }
    if (targets.count[i] === 0) continue;
    const { shares } = targets;
    for (let t = targets.from[i]!; t < targets.to[i]!; t += 1) {
      if (Number.isNaN(values[row + t]!) || system.untreated[t]! === 0)
        continue;
      weights[row + t]! +=
        targets.cellShare[i]! * (shares ? shares[row + t]! : 1);
    }
  }
  return weights;
}

function treatedMeanOf(
  { units, periods, values }: Grid,
  { from, to, count, cellShare, shares }: TargetCells,
  { untreated }: PeriodSystem,
): number {
  let mean = 0;
  for (let i = 0; i < units; i += 1) {
    if (count[i] === 0) continue;
    for (let t = from[i]!; t < to[i]!; t += 1) {
      const cell = i * periods + t;
      if (Number.isNaN(values[cell]!) || untreated[t]! === 0) continue;
      mean += cellShare[i]! * (shares ? shares[cell]! : 1) * values[cell]!;
    }
  }
  return mean;
}
