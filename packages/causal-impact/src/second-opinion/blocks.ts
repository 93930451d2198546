import type { Grid } from '../imputation/imputation';
import type { Slot } from '../imputation/windows';

/** Means of units over blocks of periods, row by row; NaN where nothing was observed. */
export interface Blocks {
  readonly units: number;
  readonly count: number;
  readonly values: Float64Array;
}

/** A slot in blocks; Infinity where there is none. */
export interface BlockSlot {
  /** First block that is not wholly before the onset: the cohort. */
  readonly group: number;
  /** First block that is wholly after the date. */
  readonly from: number;
  /** End of the blocks that count. */
  readonly to: number;
}

export function blockMeans(grid: Grid, width: number): Blocks {
  const count = Math.ceil(grid.periods / width);
  const values = new Float64Array(grid.units * count).fill(NaN);
  for (let i = 0; i < grid.units; i += 1) {
    for (let b = 0; b < count; b += 1) {
      let sum = 0;
      let seen = 0;
      const end = Math.min(grid.periods, (b + 1) * width);
      for (let t = b * width; t < end; t += 1) {
        const value = grid.values[i * grid.periods + t]!;
        if (Number.isNaN(value)) continue;
        sum += value;
        seen += 1;
      }
      if (seen > 0) values[i * count + b] = sum / seen;
    }
  }
  return { units: grid.units, count, values };
}

export function toBlocks(
  { onset, date }: Slot,
  { width, horizon }: { width: number; horizon: number },
): BlockSlot {
  const from = Math.max(0, Math.ceil(date / width));
  return {
    group: Math.floor(onset / width),
    from,
    to: from + Math.ceil(horizon / width),
  };
}
