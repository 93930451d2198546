import { Refusal, refuse } from './answer';
import type { Grid } from './imputation/imputation';
import { isTreated, Slot } from './imputation/windows';
import type { Batching } from './permutation/batches';

export interface EffectInput {
  readonly grid: Grid;
  /**
   * One slot a unit; `NEVER` for units that are never treated. A unit that tried and left has an onset, from which on
   * it is no control, and the date Infinity.
   */
  readonly slots: readonly Slot[];
  /** Stratum of each unit; slots are permuted within strata. Default: one stratum. */
  readonly strata?: readonly string[];
  /** Permute whole batches of adopters instead of units within strata. */
  readonly batching?: Batching;
  /**
   * Runs behind each cell, row by row. With them the effect is the mean over runs; without, over periods of a unit and
   * then over units.
   */
  readonly runs?: Float64Array;
}

export interface EffectOptions {
  /** Treated periods of a unit that count; default 26. */
  readonly horizon: number;
  /** Draws where there are too many assignments to list; default 999. */
  readonly draws: number;
  /** Assignments are listed up to this number; default 10,000. */
  readonly enumerateUpTo: number;
  readonly seed: number;
  readonly level: number;
}

export const DEFAULT_EFFECT_OPTIONS: EffectOptions = {
  horizon: 26,
  draws: 999,
  enumerateUpTo: 10_000,
  seed: 1,
  level: 0.05,
};

/** What is wrong with the input, or undefined. */
export function faultOf(input: EffectInput): Refusal | undefined {
  const { grid, slots, strata, batching, runs } = input;
  const cells = grid.units * grid.periods;
  if (
    slots.length !== grid.units ||
    grid.values.length !== cells ||
    (strata && strata.length !== grid.units) ||
    (batching && batching.departments.length !== grid.units) ||
    (runs && runs.length !== cells)
  ) {
    return refuse(
      'invalid-input',
      `The grid has ${grid.units} units and ${grid.periods} periods, but ${grid.values.length} cells and ${slots.length} slots were given.`,
    );
  }
  if (
    slots.some(({ onset, date }) => Number.isNaN(onset) || !(onset <= date))
  ) {
    return refuse('invalid-input', 'A slot has its date before its onset.');
  }
  if (
    grid.values.some(value => !Number.isFinite(value) && !Number.isNaN(value))
  ) {
    return refuse('invalid-input', 'An outcome is infinite.');
  }
  if (batching && !(batching.width > 0)) {
    return refuse('invalid-input', 'A batch must last some periods.');
  }
  if (
    runs?.some(
      (n, cell) =>
        !Number.isNaN(grid.values[cell]!) && !(n > 0 && n < Infinity),
    )
  ) {
    return refuse('invalid-input', 'An observed cell has no runs behind it.');
  }
  if (!slots.some(isTreated)) {
    return refuse('no-treated-units', 'No unit adopted.');
  }
  return undefined;
}
