import { answer, Answer, Refusal, refuse } from './answer';

/** One observation as callers have it: long format, any order. */
export interface Observation {
  readonly unit: string;
  readonly period: number;
  readonly outcome: number;
}

/**
 * A panel of units over periods. `outcome[i * T + t]` is unit i in period t, NaN where it was not observed; NaN never
 * leaves the package.
 */
export interface Panel {
  readonly units: readonly string[];
  /** Sorted, distinct. */
  readonly periods: readonly number[];
  readonly outcome: Float64Array;
  /** First treated period of each unit; Infinity for a unit that is never treated. */
  readonly firstTreated: readonly number[];
  /** One row a unit, constant in time, without intercept. */
  readonly covariates: readonly (readonly number[])[];
}

export interface PanelInput {
  readonly observations: Iterable<Observation>;
  /** First treated period by unit; units that are absent are never treated. */
  readonly firstTreated: ReadonlyMap<string, number>;
  readonly covariates?: ReadonlyMap<string, readonly number[]>;
}

/** Sorts observations into a panel. Refuses duplicates and values that are not finite. */
export function toPanel(input: PanelInput): Answer<Panel> {
  const observations = [...input.observations];
  const faulty = observations.find(
    ({ outcome, period }) =>
      !Number.isFinite(outcome) || !Number.isFinite(period),
  );
  if (faulty) {
    return refuse(
      'invalid-input',
      `Unit ${faulty.unit} has the outcome ${faulty.outcome} in period ${faulty.period}; both must be finite numbers.`,
    );
  }
  const units = [...new Set(observations.map(({ unit }) => unit))].sort();
  const periods = [...new Set(observations.map(({ period }) => period))].sort(
    (a, b) => a - b,
  );
  const unitIndex = new Map(units.map((unit, index) => [unit, index]));
  const periodIndex = new Map(periods.map((period, index) => [period, index]));
  const outcome = new Float64Array(units.length * periods.length).fill(NaN);
  for (const { unit, period, outcome: value } of observations) {
    const cell = at(unitIndex, unit) * periods.length + at(periodIndex, period);
    if (!Number.isNaN(outcome[cell])) {
      return refuse(
        'invalid-input',
        `Unit ${unit} has more than one outcome in period ${period}.`,
      );
    }
    outcome[cell] = value;
  }
  const panel = {
    units,
    periods,
    outcome,
    firstTreated: units.map(unit => input.firstTreated.get(unit) ?? Infinity),
    covariates: units.map(unit => input.covariates?.get(unit) ?? []),
  };
  return faultOfPanel(panel) ?? answer(panel);
}

/** Outcomes and covariates beyond this overflow where they are squared and multiplied. */
const LARGEST = 1e60;

/** What is wrong with a panel, which callers may have made by hand, or undefined. */
export function faultOfPanel(panel: Panel): Refusal | undefined {
  const { units, periods, outcome, firstTreated, covariates } = panel;
  if (
    outcome.length !== units.length * periods.length ||
    firstTreated.length !== units.length ||
    covariates.length !== units.length
  ) {
    return refuse(
      'invalid-input',
      `The panel has ${units.length} units and ${periods.length} periods, but ${outcome.length} cells, ${firstTreated.length} first treated periods and ${covariates.length} rows of covariates.`,
    );
  }
  const disorder = periods.find(
    (period, t) =>
      !Number.isFinite(period) || (!(period > periods[t - 1]!) && t > 0),
  );
  if (disorder !== undefined) {
    return refuse(
      'invalid-input',
      `Periods must be finite, sorted and distinct; ${disorder} is not.`,
    );
  }
  const large = outcome.find(value => Math.abs(value) > LARGEST);
  if (large !== undefined) {
    return refuse('invalid-input', `The outcome ${large} is too large.`);
  }
  const undated = firstTreated.findIndex(start => Number.isNaN(start));
  if (undated >= 0) {
    return refuse(
      'invalid-input',
      `Unit ${units[undated]} has no first treated period; give Infinity for a unit that is never treated.`,
    );
  }
  const width = covariates[0]?.length ?? 0;
  const ragged = covariates.findIndex(
    row => row.length !== width || row.some(x => !(Math.abs(x) <= LARGEST)),
  );
  if (ragged >= 0) {
    return refuse(
      'invalid-input',
      `Unit ${units[ragged]} has ${covariates[ragged]!.length} covariates, the first unit ${width}; every unit needs the same number, all of them finite.`,
    );
  }
  return undefined;
}

/** The outcome of unit `i` in period index `t`; NaN where it was not observed. */
export function outcomeAt(panel: Panel, i: number, t: number): number {
  return panel.outcome[i * panel.periods.length + t] ?? NaN;
}

export function isBalanced(panel: Panel): boolean {
  return panel.outcome.every(value => !Number.isNaN(value));
}

/** The units for which `keep` holds, and the first `width` periods. */
export function restrictTo(
  panel: Panel,
  keep: (i: number) => boolean,
  width: number = panel.periods.length,
): Panel {
  const kept = panel.units.map((_, i) => i).filter(keep);
  const outcome = new Float64Array(kept.length * width);
  kept.forEach((i, row) => {
    const from = i * panel.periods.length;
    outcome.set(panel.outcome.subarray(from, from + width), row * width);
  });
  return {
    units: kept.map(i => panel.units[i] ?? ''),
    periods: panel.periods.slice(0, width),
    outcome,
    firstTreated: kept.map(i => panel.firstTreated[i] ?? Infinity),
    covariates: kept.map(i => panel.covariates[i] ?? []),
  };
}

/** The units without gaps, for methods that need a balanced panel; how many were left out is the difference. */
export function completeUnits(panel: Panel): Panel {
  const width = panel.periods.length;
  return restrictTo(panel, i =>
    panel.outcome
      .subarray(i * width, (i + 1) * width)
      .every(value => !Number.isNaN(value)),
  );
}

function at(index: ReadonlyMap<string | number, number>, key: string | number) {
  const found = index.get(key);
  if (found === undefined) throw new Error(`no index for ${key}`);
  return found;
}
