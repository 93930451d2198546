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

/** What is wrong with the input or the options, or undefined. */
export function faultOf(
  input: EffectInput,
  options: EffectOptions = DEFAULT_EFFECT_OPTIONS,
): Refusal | undefined {
  return faultOfOptions(options) ?? faultOfInput(input);
}

/** More assignments than this do not fit into memory. */
const MOST_DRAWS = 1_000_000;

function faultOfOptions(options: EffectOptions): Refusal | undefined {
  const { horizon, draws, enumerateUpTo, seed, level } = options;
  return horizon >= 1 &&
    draws >= 1 &&
    draws <= MOST_DRAWS &&
    enumerateUpTo >= 0 &&
    enumerateUpTo <= MOST_DRAWS &&
    Number.isFinite(seed) &&
    level > 0 &&
    level < 1
    ? undefined
    : refuse(
        'invalid-input',
        `These options cannot be used: ${JSON.stringify(options)}. A horizon is 1 at least, draws and enumeration at most ${MOST_DRAWS}, a seed finite, a level between 0 and 1.`,
      );
}

/** Outcomes beyond this overflow where they are squared. */
const LARGEST = 1e60;

function faultOfInput(input: EffectInput): Refusal | undefined {
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
  if (slots.some(({ onset, date }) => !(onset <= date))) {
    return refuse('invalid-input', 'A slot has its date before its onset.');
  }
  if (
    slots.some(({ onset, date }) => !isPosition(onset) || !isPosition(date))
  ) {
    return refuse(
      'invalid-input',
      'Onset and date of a slot are positions among the periods, or Infinity.',
    );
  }
  const large = grid.values.find(value => Math.abs(value) > LARGEST);
  if (large !== undefined) {
    return refuse('invalid-input', `The outcome ${large} is too large.`);
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

/** Negative for a unit that was treated before the panel began. */
function isPosition(value: number): boolean {
  return value === Infinity || Number.isInteger(value);
}
