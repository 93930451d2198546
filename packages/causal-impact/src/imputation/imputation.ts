import { answer, Answer, refuse } from '../answer';
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
 * Unit effects are absorbed, so that one symmetric system in the period effects is left. Its adjoint is solved, once
 * for all outcomes.
 */
export function imputationWeights(
  observed: Grid,
  slots: readonly Slot[],
  windowOf: WindowOf,
): Answer<ImputationWeights> {
  const windows = slots.map(windowOf);
  const system = periodSystem(observed, windows);
  const targets = targetCells(observed, windows, system);
  if (targets.treatedUnits === 0) {
    return refuse(
      'no-usable-cells',
      `No unit has both untreated periods and treated periods in which another unit was untreated (${targets.droppedCells} treated cells had none).`,
    );
  }
  const adjoint = solveAdjoint(system, adjointSide(observed, targets, system));
  if (!adjoint) {
    return refuse(
      'not-identified',
      'The untreated cells do not connect all periods with each other, so period effects cannot be told from unit effects.',
    );
  }
  return answer({
    weights: cellWeights(observed, targets, system, adjoint),
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

interface PeriodSystem {
  /** End of the fit window of each unit, cut to the panel. */
  readonly fitEnd: Int32Array;
  /** Number of observed untreated cells of each unit. */
  readonly fitCount: Int32Array;
  /** Number of untreated cells in each period. */
  readonly untreated: Int32Array;
  /** Periods with untreated cells, in order; the first is the reference with effect zero. */
  readonly used: number[];
  /** Position of a period among `used`, -1 for others. */
  readonly position: Int32Array;
  /** Row-major, without the reference period. */
  readonly matrix: Float64Array;
}

function periodSystem(grid: Grid, windows: readonly Window[]): PeriodSystem {
  const { units, periods, values } = grid;
  const fitEnd = new Int32Array(units);
  const fitCount = new Int32Array(units);
  const untreated = new Int32Array(periods);
  for (let i = 0; i < units; i += 1) {
    const end = Math.max(0, Math.min(periods, windows[i]?.fitUntil ?? 0));
    fitEnd[i] = end;
    for (let t = 0; t < end; t += 1) {
      if (Number.isNaN(values[i * periods + t]!)) continue;
      fitCount[i]! += 1;
      untreated[t]! += 1;
    }
  }
  const used: number[] = [];
  const position = new Int32Array(periods).fill(-1);
  for (let t = 0; t < periods; t += 1) {
    if (untreated[t]! === 0) continue;
    position[t] = used.length;
    used.push(t);
  }
  const size = Math.max(0, used.length - 1);
  const matrix = new Float64Array(size * size);
  const cells = new Int32Array(periods);
  for (let i = 0; i < units; i += 1) {
    let count = 0;
    for (let t = 0; t < fitEnd[i]!; t += 1) {
      if (!Number.isNaN(values[i * periods + t]!)) {
        cells[count] = position[t]! - 1;
        count += 1;
      }
    }
    if (count === 0) continue;
    const share = 1 / count;
    for (let a = 0; a < count; a += 1) {
      const row = cells[a]!;
      if (row < 0) continue;
      matrix[row * size + row]! += 1;
      // The lower triangle is enough for Cholesky; positions grow with time.
      for (let b = 0; b <= a; b += 1) {
        const column = cells[b]!;
        if (column >= 0) matrix[row * size + column]! -= share;
      }
    }
  }
  return { fitEnd, fitCount, untreated, used, position, matrix };
}

interface TargetCells {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Target cells of each unit that are identified; zero where the unit does not contribute. */
  readonly count: Int32Array;
  readonly treatedUnits: number;
  readonly droppedCells: number;
}

function targetCells(
  grid: Grid,
  windows: readonly Window[],
  system: PeriodSystem,
): TargetCells {
  const { units, periods, values } = grid;
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
      else count[i]! += 1;
    }
    if (count[i]! > 0) treatedUnits += 1;
  }
  return { from, to, count, treatedUnits, droppedCells };
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
    const perFit = 1 / targets.treatedUnits / system.fitCount[i]!;
    const perTarget = 1 / targets.treatedUnits / targets.count[i]!;
    const add = (t: number, amount: number) => {
      const position = system.position[t]! - 1;
      if (position >= 0 && !Number.isNaN(values[i * periods + t]!)) {
        side[position]! += amount;
      }
    };
    for (let t = 0; t < system.fitEnd[i]!; t += 1) add(t, perFit);
    for (let t = targets.from[i]!; t < targets.to[i]!; t += 1) {
      add(t, -perTarget);
    }
  }
  return side;
}

/** Cholesky in place; undefined where the system is singular. */
function solveAdjoint(
  system: PeriodSystem,
  side: Float64Array,
): Float64Array | undefined {
  const size = side.length;
  const { matrix } = system;
  for (let j = 0; j < size; j += 1) {
    const rowJ = j * size;
    const scale = matrix[rowJ + j]!;
    for (let i = j; i < size; i += 1) {
      const rowI = i * size;
      let sum = matrix[rowI + j]!;
      for (let k = 0; k < j; k += 1)
        sum -= matrix[rowI + k]! * matrix[rowJ + k]!;
      if (i === j) {
        if (!(sum > 1e-9 * Math.max(1, scale))) return undefined;
        matrix[rowI + j] = Math.sqrt(sum);
      } else {
        matrix[rowI + j] = sum / matrix[rowJ + j]!;
      }
    }
  }
  const solution = Float64Array.from(side);
  for (let i = 0; i < size; i += 1) {
    let sum = solution[i]!;
    for (let k = 0; k < i; k += 1) sum -= matrix[i * size + k]! * solution[k]!;
    solution[i] = sum / matrix[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = solution[i]!;
    for (let k = i + 1; k < size; k += 1) {
      sum -= matrix[k * size + i]! * solution[k]!;
    }
    solution[i] = sum / matrix[i * size + i]!;
  }
  return solution;
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
    const contributes = targets.count[i]! > 0;
    const unitShare = contributes ? 1 / targets.treatedUnits : 0;
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
    if (!contributes) continue;
    for (let t = targets.from[i]!; t < targets.to[i]!; t += 1) {
      if (Number.isNaN(values[row + t]!) || system.untreated[t]! === 0)
        continue;
      weights[row + t]! += unitShare / targets.count[i]!;
    }
  }
  return weights;
}
