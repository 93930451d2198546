import { simplexWeights, SimplexProblem } from './simplexWeights';

export type SyntheticMethod =
  | 'synthetic-difference-in-differences'
  | 'synthetic-control'
  | 'difference-in-differences';

/** Units that are treated at the same time, and their controls; every row has all periods. */
export interface Block {
  readonly controls: readonly Float64Array[];
  readonly treated: readonly Float64Array[];
  /** Periods before the treatment; the rest of a row is after it. */
  readonly before: number;
}

export interface BlockEstimate {
  readonly estimate: number;
  /** One a control. */
  readonly unitWeights: Float64Array;
  /** One a period before the treatment; all zero for synthetic control, which compares levels. */
  readonly timeWeights: Float64Array;
  /** Effect in each period, those before included, where it tells how well the controls follow. */
  readonly curve: Float64Array;
  /** How far the objectives of the weights may be above their minima. */
  readonly gaps: { readonly units: number; readonly time: number };
  /** Root mean square distance of treated and weighted controls before the treatment. */
  readonly errorBefore: number;
}

/** The weights of periods get only so much ridge that they are unique. */
const SMALL_RIDGE = 1e-6;
const LEAST_DECREASE = 1e-5;
const MOST_STEPS = 10_000;

/**
 * One block by synthetic difference-in-differences (Arkhangelsky, Athey, Hirshberg, Imbens, Wager, American Economic
 * Review 111 (2021), algorithm 1): weights of controls that follow the treated before the treatment up to a constant,
 * with ridge (N1 T1)^(1/4) sd; weights of periods that foretell the controls' mean after it; and the double difference
 * under both. Synthetic control (Abadie, Diamond, Hainmueller 2010, without covariates) has no constant and no weights
 * of periods; difference-in-differences has equal weights. `undefined` without two changes of controls before the
 * treatment, whose spread sets the scale of everything.
 */
export function estimateBlock(
  block: Block,
  method: SyntheticMethod,
): BlockEstimate | undefined {
  const { controls, treated, before } = block;
  const after = (controls[0]?.length ?? 0) - before;
  const spread = spreadOfChanges(controls, before);
  if (spread === undefined || treated.length === 0 || after < 1) {
    return undefined;
  }
  const mean = meanRow(treated);
  const options = {
    leastDecrease: LEAST_DECREASE * spread,
    mostSteps: MOST_STEPS,
  };
  const units = {
    columns: controls.map(row => row.slice(0, before)),
    target: mean.slice(0, before),
  };
  const time = {
    columns: Array.from({ length: before }, (_, t) =>
      Float64Array.from(controls, row => row[t]!),
    ),
    target: Float64Array.from(controls, row => average(row.subarray(before))),
  };
  const solved = (problem: SimplexProblem) => simplexWeights(problem, options);
  let unit;
  let period;
  switch (method) {
    case 'synthetic-control':
      unit = solved({
        ...units,
        ridge: SMALL_RIDGE * spread,
        intercept: false,
      });
      period = { weights: new Float64Array(before), gap: 0 };
      break;
    case 'difference-in-differences':
      unit = { weights: equal(controls.length), gap: 0 };
      period = { weights: equal(before), gap: 0 };
      break;
    default: {
      const ridge = (treated.length * after) ** 0.25 * spread;
      unit = solved({ ...units, ridge, intercept: true });
      period = solved({
        ...time,
        ridge: SMALL_RIDGE * spread,
        intercept: true,
      });
    }
  }
  return doubleDifference(block, mean, unit, period);
}

interface Weighted {
  readonly weights: Float64Array;
  readonly gap: number;
}

function doubleDifference(
  { controls, before }: Block,
  treated: Float64Array,
  unit: Weighted,
  period: Weighted,
): BlockEstimate {
  const distance = treated.map((value, t) =>
    controls.reduce((left, row, i) => left - unit.weights[i]! * row[t]!, value),
  );
  let base = 0;
  for (let t = 0; t < before; t += 1) base += period.weights[t]! * distance[t]!;
  const curve = distance.map(value => value - base);
  return {
    estimate: average(curve.subarray(before)),
    unitWeights: unit.weights,
    timeWeights: period.weights,
    curve,
    gaps: { units: unit.gap, time: period.gap },
    errorBefore: Math.sqrt(average(curve.subarray(0, before).map(v => v * v))),
  };
}

/** Standard deviation of the changes from period to period; undefined where there are not two. */
function spreadOfChanges(
  rows: readonly Float64Array[],
  before: number,
): number | undefined {
  const changes = rows.flatMap(row =>
    Array.from(
      { length: Math.max(0, before - 1) },
      (_, t) => row[t + 1]! - row[t]!,
    ),
  );
  if (changes.length < 2) return undefined;
  const mean = changes.reduce((a, b) => a + b, 0) / changes.length;
  const squares = changes.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (changes.length - 1));
}

function meanRow(rows: readonly Float64Array[]): Float64Array {
  return Float64Array.from(rows[0] ?? [], (_, t) =>
    rows.reduce((sum, row) => sum + row[t]! / rows.length, 0),
  );
}

function equal(count: number): Float64Array {
  return new Float64Array(count).fill(1 / count);
}

function average(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
