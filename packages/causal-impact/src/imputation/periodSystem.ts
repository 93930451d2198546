import type { Grid } from './imputation';
import type { Window } from './windows';

/** Periods in which each unit was not observed: those of unit i are at[from[i]] .. at[from[i + 1] - 1], sorted. */
export interface Gaps {
  readonly from: Int32Array;
  readonly at: Int32Array;
}

export function gapsOf({ units, periods, values }: Grid): Gaps {
  const from = new Int32Array(units + 1);
  const at: number[] = [];
  for (let i = 0; i < units; i += 1) {
    for (let t = 0; t < periods; t += 1) {
      if (Number.isNaN(values[i * periods + t]!)) at.push(t);
    }
    from[i + 1] = at.length;
  }
  return { from, at: Int32Array.from(at) };
}

/** Normal equations of the period effects after the unit effects were absorbed. */
export interface PeriodSystem {
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
  /** Row-major, without the reference period; the lower triangle only. */
  readonly matrix: Float64Array;
}

export function periodSystem(
  { units, periods }: Grid,
  windows: readonly Window[],
  gaps: Gaps,
): PeriodSystem {
  const fitEnd = new Int32Array(units);
  const fitCount = new Int32Array(units);
  const untreated = new Int32Array(periods);
  for (let i = 0; i < units; i += 1) {
    const end = Math.max(0, Math.min(periods, windows[i]?.fitUntil ?? 0));
    fitEnd[i] = end;
    let count = fitEnd[i]!;
    for (let t = 0; t < fitEnd[i]!; t += 1) untreated[t]! += 1;
    for (let g = gaps.from[i]!; g < gaps.from[i + 1]!; g += 1) {
      if (gaps.at[g]! >= fitEnd[i]!) break;
      untreated[gaps.at[g]!]! -= 1;
      count -= 1;
    }
    fitCount[i] = count;
  }
  const used: number[] = [];
  const position = new Int32Array(periods).fill(-1);
  for (let t = 0; t < periods; t += 1) {
    if (untreated[t]! === 0) continue;
    position[t] = used.length;
    used.push(t);
  }
  const counts = { fitEnd, fitCount, untreated, used, position };
  return { ...counts, matrix: normalMatrix(counts, gaps) };
}

/**
 * Untreated cells on the diagonal, less, for every unit, 1 / n at each pair of its n untreated cells. A unit's cells are
 * the start of the panel up to its onset, less its gaps, so for columns up to the row the pairs are: all rows of the
 * start, less those whose column is a gap, less those whose row is one, plus those where both are. The first three are
 * sums over units that do not depend on the pair; only pairs of gaps are gone through one by one.
 */
function normalMatrix(
  system: Omit<PeriodSystem, 'matrix'>,
  gaps: Gaps,
): Float64Array {
  const { fitEnd, fitCount, untreated, used, position } = system;
  const width = used.length;
  const size = Math.max(0, width - 1);
  const matrix = new Float64Array(size * size);
  const endPosition = endPositions(position, width);
  const started = new Float64Array(width + 1);
  const gapRow = new Float64Array(width);
  const gapColumn = new Float64Array((width + 1) * width);
  const own = new Int32Array(width);
  for (let i = 0; i < fitEnd.length; i += 1) {
    if (fitCount[i] === 0) continue;
    const share = 1 / fitCount[i]!;
    const end = endPosition[fitEnd[i]!]!;
    started[end]! += share;
    let count = 0;
    for (let g = gaps.from[i]!; g < gaps.from[i + 1]!; g += 1) {
      if (gaps.at[g]! >= fitEnd[i]!) break;
      const p = position[gaps.at[g]!]!;
      // A period that nobody has an untreated cell in has no effect to estimate.
      if (p < 0) continue;
      gapRow[p]! += share;
      gapColumn[end * width + p]! += share;
      own[count] = p;
      count += 1;
    }
    for (let a = 0; a < count; a += 1) {
      const row = (own[a]! - 1) * size - 1;
      for (let b = 0; b <= a; b += 1) {
        if (own[b]! > 0) matrix[row + own[b]!]! -= share;
      }
    }
  }
  const column = new Float64Array(width);
  let start = 0;
  for (let p = width - 1; p >= 1; p -= 1) {
    start += started[p + 1]!;
    const row = (p - 1) * size - 1;
    const rest = gapRow[p]! - start;
    for (let q = 1; q < width; q += 1) {
      column[q]! += gapColumn[(p + 1) * width + q]!;
      if (q <= p) matrix[row + q]! += rest + column[q]!;
    }
    matrix[row + p]! += untreated[used[p]!]!;
  }
  return matrix;
}

/** Used periods before each period, and before the end of the panel. */
function endPositions(position: Int32Array, width: number): Int32Array {
  const ends = new Int32Array(position.length + 1);
  let next = width;
  ends[position.length] = width;
  for (let t = position.length - 1; t >= 0; t -= 1) {
    if (position[t]! >= 0) next = position[t]!;
    ends[t] = next;
  }
  return ends;
}
