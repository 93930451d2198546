import { answer, Answer, refuse } from '../answer';
import { factoriseInPlace, substitute } from './cholesky';
import { Gaps, gapsOf, PeriodSystem, periodSystem } from './periodSystem';
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
 *
 * Unit effects are absorbed, so that one symmetric system in the period effects is left. Its adjoint is solved, once
 * for all outcomes.
 */
export function imputationWeights(
  observed: Grid,
  slots: readonly Slot[],
  windowOf: WindowOf,
  { shares }: { shares?: Float64Array } = {},
): Answer<ImputationWeights> {
  const windows = slots.map(windowOf);
  const fit = fitOf(observed, windows, gapsOf(observed));
  const solved = solve(observed, fit, { windows, shares });
  if (!solved.ok) return solved;
  const { targets } = solved.value;
  return answer({
    weights: cellWeights(observed, solved.value),
    treatedMean: treatedMeanOf(observed, solved.value),
    treatedUnits: targets.treatedUnits,
    droppedCells: targets.droppedCells,
  });
}

/** What is to be estimated: cells, what they count for, and of which outcomes, zero where nothing was observed. */
export interface Target {
  /** One a unit. */
  readonly windows: readonly Window[];
  readonly shares?: Float64Array;
  readonly outcomes: readonly Float64Array[];
}

/**
 * The estimates of several targets for several outcomes each, without the weights of every cell: what a draw needs. All
 * targets have the same cells to fit on; their system, nearly all of the work, is made and factorised once.
 */
export function imputedEstimates(
  observed: Grid,
  targets: readonly Target[],
  gaps: Gaps = gapsOf(observed),
): Answer<number[]>[] {
  const [first] = targets;
  if (!first) return [];
  const fit = fitOf(observed, first.windows, gaps);
  const sums = new Map<Float64Array, FitSums>();
  const sumsOf = (outcome: Float64Array) => {
    const known = sums.get(outcome) ?? fitSums(observed, fit.system, outcome);
    sums.set(outcome, known);
    return known;
  };
  return targets.map(target => {
    const solved = solve(observed, fit, target);
    if (!solved.ok) return solved;
    const common = unitPrices(observed, solved.value, gaps);
    return answer(
      target.outcomes.map(outcome =>
        estimateOf(observed, solved.value, common, {
          outcome,
          sums: sumsOf(outcome),
        }),
      ),
    );
  });
}

/** An outcome summed over the cells that are fitted on. */
interface FitSums {
  readonly byUnit: Float64Array;
  readonly byPeriod: Float64Array;
}

function fitSums(
  { units, periods }: Grid,
  { fitEnd, fitCount }: PeriodSystem,
  outcome: Float64Array,
): FitSums {
  const byUnit = new Float64Array(units);
  const byPeriod = new Float64Array(periods);
  for (let i = 0; i < units; i += 1) {
    if (fitCount[i] === 0) continue;
    const row = i * periods;
    const end = fitEnd[i]!;
    let sum = 0;
    for (let t = 0; t < end; t += 1) {
      const value = outcome[row + t]!;
      sum += value;
      byPeriod[t]! += value;
    }
    byUnit[i] = sum;
  }
  return { byUnit, byPeriod };
}

/** What a unit more in all fitted cells of each unit takes from the estimate, by cell. */
function unitPrices(
  { units, periods }: Grid,
  { system, targets, price }: Solved,
  gaps: Gaps,
): Float64Array {
  const priceUntil = new Float64Array(periods + 1);
  for (let t = 0; t < periods; t += 1) {
    priceUntil[t + 1] = priceUntil[t]! + price[t]!;
  }
  const common = new Float64Array(units);
  for (let i = 0; i < units; i += 1) {
    const end = system.fitEnd[i]!;
    if (system.fitCount[i] === 0) continue;
    let prices = priceUntil[end]!;
    for (let g = gaps.from[i]!; g < gaps.from[i + 1]!; g += 1) {
      if (gaps.at[g]! >= end) break;
      prices -= price[gaps.at[g]!]!;
    }
    common[i] = (prices + targets.unitShare[i]!) / system.fitCount[i]!;
  }
  return common;
}

function estimateOf(
  { units, periods, values }: Grid,
  { system, targets, price }: Solved,
  common: Float64Array,
  { outcome, sums }: { outcome: Float64Array; sums: FitSums },
): number {
  const { shares } = targets;
  let estimate = 0;
  for (let t = 0; t < periods; t += 1) {
    estimate += price[t]! * sums.byPeriod[t]!;
  }
  for (let i = 0; i < units; i += 1) {
    estimate -= common[i]! * sums.byUnit[i]!;
    if (targets.count[i] === 0) continue;
    const row = i * periods;
    let target = 0;
    for (let t = targets.from[i]!; t < targets.to[i]!; t += 1) {
      if (Number.isNaN(values[row + t]!) || system.untreated[t]! === 0) {
        continue;
      }
      target += (shares ? shares[row + t]! : 1) * outcome[row + t]!;
    }
    estimate += targets.cellShare[i]! * target;
  }
  return estimate;
}

/** What the untreated cells alone decide. */
interface Fit {
  readonly system: PeriodSystem;
  /** Of the matrix of the system; undefined where it is singular. */
  readonly factor: Float64Array | undefined;
  readonly gaps: Gaps;
}

interface Solved {
  readonly system: PeriodSystem;
  readonly targets: TargetCells;
  /** What a unit more in an untreated cell of each period adds to the estimate, its unit effect aside. */
  readonly price: Float64Array;
}

function fitOf(observed: Grid, windows: readonly Window[], gaps: Gaps): Fit {
  const system = periodSystem(observed, windows, gaps);
  const size = Math.max(0, system.used.length - 1);
  return {
    system,
    factor: factoriseInPlace(system.matrix, size) ? system.matrix : undefined,
    gaps,
  };
}

function solve(
  observed: Grid,
  { system, factor, gaps }: Fit,
  { windows, shares }: Pick<Target, 'windows' | 'shares'>,
): Answer<Solved> {
  const targets = targetCells(observed, windows, system, shares);
  if (targets.treatedUnits === 0) {
    return refuse(
      'no-usable-cells',
      `No unit has both untreated periods and treated periods in which another unit was untreated (${targets.droppedCells} treated cells had none).`,
    );
  }
  if (!factor) {
    return refuse(
      'not-identified',
      'The untreated cells do not connect all periods with each other, so period effects cannot be told from unit effects.',
    );
  }
  const adjoint = substitute(
    factor,
    adjointSide(observed, targets, system, gaps),
  );
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

/**
 * What the estimate takes from each period effect, by position among the used periods, reference left out. The cells a
 * unit is fitted on are the start of the panel less its gaps, so they are summed by where they end.
 */
function adjointSide(
  { units, periods, values }: Grid,
  targets: TargetCells,
  system: PeriodSystem,
  gaps: Gaps,
): Float64Array {
  const byPeriod = new Float64Array(periods);
  const endingAt = new Float64Array(periods + 1);
  const { shares } = targets;
  for (let i = 0; i < units; i += 1) {
    if (targets.count[i]! === 0) continue;
    const end = system.fitEnd[i]!;
    const perFit = targets.unitShare[i]! / system.fitCount[i]!;
    endingAt[end]! += perFit;
    for (let g = gaps.from[i]!; g < gaps.from[i + 1]!; g += 1) {
      if (gaps.at[g]! >= end) break;
      byPeriod[gaps.at[g]!]! -= perFit;
    }
    const perTarget = targets.cellShare[i]!;
    const row = i * periods;
    for (let t = targets.from[i]!; t < targets.to[i]!; t += 1) {
      if (Number.isNaN(values[row + t]!)) continue;
      byPeriod[t]! -= shares ? perTarget * shares[row + t]! : perTarget;
    }
  }
  const side = new Float64Array(Math.max(0, system.used.length - 1));
  let fitted = 0;
  for (let t = periods - 1; t >= 0; t -= 1) {
    fitted += endingAt[t + 1]!;
    const position = system.position[t]! - 1;
    if (position >= 0) side[position] = fitted + byPeriod[t]!;
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
