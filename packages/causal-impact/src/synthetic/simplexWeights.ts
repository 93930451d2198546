export interface SimplexProblem {
  /** One column a weight. */
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
  /** Squared, the price of a sum of squared weights beside a mean squared error. */
  readonly ridge: number;
  /** Columns and target may differ by a constant. */
  readonly intercept: boolean;
}

export interface SimplexOptions {
  /** A step that lowers the objective by no more than its square is the last one. */
  readonly leastDecrease: number;
  readonly mostSteps: number;
}

export interface SimplexWeights {
  /** At least 0, with the sum 1. */
  readonly weights: Float64Array;
  /**
   * Certificate: the objective, mean squared error + ridge^2 * sum of squared weights, is at most this far above its
   * minimum over the simplex (the duality gap of Frank and Wolfe).
   */
  readonly gap: number;
  readonly meanSquaredError: number;
}

/** Steps before small weights are dropped for good. */
const STEPS_BEFORE_SPARSE = 100;

/**
 * Weights on the simplex by Frank-Wolfe with exact line search, as published for synthetic difference-in-differences
 * (Arkhangelsky et al. 2021, and the package of its authors): some steps from equal weights, then weights of at most a
 * quarter of the largest are set to zero, then steps until they hardly help. The products of the columns are made once,
 * so a step costs one pass over the weights.
 */
export function simplexWeights(
  problem: SimplexProblem,
  options: SimplexOptions,
): SimplexWeights {
  const system = normalSystem(problem);
  const equal = new Float64Array(system.size).fill(1 / system.size);
  const rough = descend(system, equal, {
    ...options,
    mostSteps: STEPS_BEFORE_SPARSE,
  });
  const weights = descend(system, sparse(rough), options);
  const slope = slopeAt(system, weights);
  const least = slope.reduce((a, b) => Math.min(a, b), Infinity);
  let gap = 0;
  for (let k = 0; k < system.size; k += 1) {
    gap += 2 * weights[k]! * (slope[k]! - least);
  }
  return {
    weights,
    gap: gap / system.rows,
    meanSquaredError: meanSquaredErrorOf(problem, weights),
  };
}

interface NormalSystem {
  readonly size: number;
  readonly rows: number;
  /** Products of columns with the ridge on the diagonal, row-major. */
  readonly gram: Float64Array;
  /** Products of columns and target. */
  readonly moments: Float64Array;
}

function normalSystem(problem: SimplexProblem): NormalSystem {
  const columns = problem.intercept
    ? problem.columns.map(centred)
    : problem.columns;
  const target = problem.intercept ? centred(problem.target) : problem.target;
  const size = columns.length;
  const gram = new Float64Array(size * size);
  columns.forEach((a, j) => {
    for (let k = 0; k <= j; k += 1) {
      const product = dot(a, columns[k]!);
      gram[j * size + k] = product;
      gram[k * size + j] = product;
    }
    gram[j * size + j]! += target.length * problem.ridge ** 2;
  });
  return {
    size,
    rows: target.length,
    gram,
    moments: Float64Array.from(columns, column => dot(column, target)),
  };
}

/** Half the gradient of rows * objective. */
function slopeAt(system: NormalSystem, weights: Float64Array): Float64Array {
  const slope = new Float64Array(system.size);
  for (let j = 0; j < system.size; j += 1) {
    let sum = -system.moments[j]!;
    for (let k = 0; k < system.size; k += 1) {
      sum += system.gram[j * system.size + k]! * weights[k]!;
    }
    slope[j] = sum;
  }
  return slope;
}

/** Rounding grows with the steps taken on sums that are only updated. */
const STEPS_PER_REFRESH = 250;

function descend(
  system: NormalSystem,
  from: Float64Array,
  { leastDecrease, mostSteps }: SimplexOptions,
): Float64Array {
  const { size, rows, gram, moments } = system;
  let state = stateAt(system, Float64Array.from(from));
  for (let step = 1; step <= mostSteps; step += 1) {
    if (step % STEPS_PER_REFRESH === 0)
      state = stateAt(system, weightsOf(state));
    const { best, slope } = state;
    // Along the line to the best corner the objective is a parabola.
    const atBest = slope[best]! + moments[best]!;
    const corner = gram[best * size + best]!;
    const descent = state.quadratic - state.linear - slope[best]!;
    const curvature = corner - 2 * atBest + state.quadratic;
    const length =
      curvature > 0 ? Math.min(1, Math.max(0, descent / curvature)) : 0;
    moveTo(system, state, length);
    const decrease = (length * (2 * descent - length * curvature)) / rows;
    if (step >= 2 && !(decrease > leastDecrease ** 2)) break;
  }
  return weightsOf(state);
}

/** A point and what a step needs to know of it; weights are `scale * raw`, so that shrinking them all is one product. */
interface State {
  raw: Float64Array;
  scale: number;
  slope: Float64Array;
  /** Corner with the least slope. */
  best: number;
  /** Weights times their products; and weights times moments. */
  quadratic: number;
  linear: number;
}

function stateAt(system: NormalSystem, weights: Float64Array): State {
  const slope = slopeAt(system, weights);
  const linear = dot(weights, system.moments);
  return {
    raw: weights,
    scale: 1,
    slope,
    best: slope.reduce((b, value, k) => (value < slope[b]! ? k : b), 0),
    quadratic: dot(weights, slope) + linear,
    linear,
  };
}

function weightsOf({ raw, scale }: State): Float64Array {
  return raw.map(value => value * scale);
}

/** Goes `length` of the way to the best corner; one pass. */
function moveTo(system: NormalSystem, state: State, length: number) {
  const { size, gram, moments } = system;
  const { slope, best } = state;
  const stay = 1 - length;
  const atBest = slope[best]! + moments[best]!;
  const row = best * size;
  state.quadratic =
    stay * stay * state.quadratic +
    2 * length * stay * atBest +
    length * length * gram[row + best]!;
  state.linear = stay * state.linear + length * moments[best]!;
  let next = 0;
  let least = Infinity;
  for (let k = 0; k < size; k += 1) {
    const value = stay * slope[k]! + length * (gram[row + k]! - moments[k]!);
    slope[k] = value;
    if (value < least) {
      least = value;
      next = k;
    }
  }
  state.best = next;
  state.scale *= stay;
  if (state.scale < 1e-150) {
    state.raw = weightsOf(state);
    state.scale = 1;
  }
  state.raw[best]! += length / state.scale;
}

function sparse(weights: Float64Array): Float64Array {
  const largest = weights.reduce((a, b) => Math.max(a, b), 0);
  const kept = weights.map(weight => (weight <= largest / 4 ? 0 : weight));
  const sum = kept.reduce((a, b) => a + b, 0);
  return kept.map(weight => weight / sum);
}

function meanSquaredErrorOf(
  problem: SimplexProblem,
  weights: Float64Array,
): number {
  const errors = problem.target.map((value, row) =>
    problem.columns.reduce(
      (left, column, k) => left - weights[k]! * column[row]!,
      value,
    ),
  );
  const left = problem.intercept ? centred(errors) : errors;
  return dot(left, left) / left.length;
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.map(value => value - mean);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += a[k]! * b[k]!;
  return sum;
}
