import { answer, Answer, refuse } from '../answer';
import { Gaps, gapsOf, PeriodSystem, periodSystem } from './periodSystem';
import { solveInPlace } from './solveInPlace';
import { targetCells, TargetCells } from './targetCells';
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
  const solved = solve(observed, slots.map(windowOf), shares, gaps);
  if (!solved.ok) return solved;
  const { targets } = solved.value;
  return answer({
    weights: cellWeights(observed, solved.value),
    treatedMean: treatedMeanOf(observed, solved.value),
    treatedUnits: targets.treatedUnits,
    droppedCells: targets.droppedCells,
  });
}

/**
 * The estimates for several outcomes, without the weights of every cell: what a draw needs. Outcomes must be zero where
 * nothing was observed.
 */
export function imputedEstimates(
  observed: Grid,
  slots: readonly Slot[],
  windowOf: WindowOf,
  outcomes: readonly Float64Array[],
  { shares, gaps = gapsOf(observed) }: { shares?: Float64Array; gaps?: Gaps },
): Answer<number[]> {
  const solved = solve(observed, slots.map(windowOf), shares, gaps);
  if (!solved.ok) return solved;
  const { system, targets, price } = solved.value;
  const { units, periods, values } = observed;
  const priceUntil = new Float64Array(periods + 1);
  for (let t = 0; t < periods; t += 1) {
    priceUntil[t + 1] = priceUntil[t]! + price[t]!;
  }
  const estimates = outcomes.map(() => 0);
  for (let i = 0; i < units; i += 1) {
    const end = system.fitEnd[i]!;
    if (system.fitCount[i] === 0) continue;
    let prices = priceUntil[end]!;
    for (let g = gaps.from[i]!; g < gaps.from[i + 1]!; g += 1) {
      if (gaps.at[g]! >= end) break;
      prices -= price[gaps.at[g]!]!;
    }
    const common = (prices + targets.unitShare[i]!) / system.fitCount[i]!;
    const row = i * periods;
    for (let k = 0; k < outcomes.length; k += 1) {
      const outcome = outcomes[k]!;
      let sum = 0;
      let priced = 0;
      for (let t = 0; t < end; t += 1) {
        const value = outcome[row + t]!;
        sum += value;
        priced += price[t]! * value;
      }
      let target = 0;
      for (let t = targets.from[i]!; t < targets.to[i]!; t += 1) {
        if (Number.isNaN(values[row + t]!) || system.untreated[t]! === 0) {
          continue;
        }
        target += (shares ? shares[row + t]! : 1) * outcome[row + t]!;
      }
      estimates[k]! += priced - common * sum + targets.cellShare[i]! * target;
    }
  }
  return answer(estimates);
}

interface Solved {
  readonly system: PeriodSystem;
  readonly targets: TargetCells;
  /** What a unit more in an untreated cell of each period adds to the estimate, its unit effect aside. */
  readonly price: Float64Array;
}

function solve(
  observed: Grid,
  windows: readonly Window[],
  shares: Float64Array | undefined,
  gaps: Gaps | undefined,
): Answer<Solved> {
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
  const price = new Float64Array(observed.periods);
  system.used.forEach((t, position) => {
    price[t] = position > 0 ? adjoint[position - 1]! : 0;
  });
  return answer({ system, targets, price });
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
    const row = i * periods;
    for (let t = 0; t < system.fitEnd[i]!; t += 1) {
      const position = system.position[t]! - 1;
      if (position < 0 || Number.isNaN(values[row + t]!)) continue;
      side[position]! += perFit;
    }
    for (let t = targets.from[i]!; t < targets.to[i]!; t += 1) {
      const position = system.position[t]! - 1;
      if (position < 0 || Number.isNaN(values[row + t]!)) continue;
      side[position]! -= shares ? perTarget * shares[row + t]! : perTarget;
    }
  }
  return side;
}

function cellWeights(
  grid: Grid,
  { system, targets, price }: Solved,
): Float64Array {
  const { units, periods, values } = grid;
  const weights = new Float64Array(units * periods);
  for (let i = 0; i < units; i += 1) {
    const row = i * periods;
    const unitShare = targets.unitShare[i]!;
    let meanPrice = 0;
    for (let t = 0; t < system.fitEnd[i]!; t += 1) {
      if (!Number.isNaN(values[row + t]!)) meanPrice += price[t]!;
    }
    meanPrice /= Math.max(1, system.fitCount[i]!);
    for (let t = 0; t < system.fitEnd[i]!; t += 1) {
      if (Number.isNaN(values[row + t]!)) continue;
      weights[row + t] =
        price[t]! - meanPrice - unitShare / system.fitCount[i]!;
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
  { system: { untreated }, targets }: Solved,
): number {
  const { from, to, count, cellShare, shares } = targets;
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
