import type { Grid } from './imputation';
import type { PeriodSystem } from './periodSystem';
import type { Window } from './windows';

/** The cells that are compared with their counterfactual, and what each counts for. */
export interface TargetCells {
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

export function targetCells(
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
