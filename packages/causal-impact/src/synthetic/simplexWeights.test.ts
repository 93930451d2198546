import fc from 'fast-check';
import { Random } from '../permutation/random';
import { SimplexProblem, simplexWeights } from './simplexWeights';

const PRECISE = { leastDecrease: 0, mostSteps: 200_000 };

function anyProblem(seed: number, size: number, rows: number): SimplexProblem {
  const random = new Random(seed);
  const column = () =>
    Float64Array.from({ length: rows }, () => random.normal());
  return {
    columns: Array.from({ length: size }, column),
    target: column(),
    ridge: 0.3,
    intercept: seed % 2 === 0,
  };
}

/** The objective with its free constant, written down as it is defined. */
function objective(problem: SimplexProblem, weights: Float64Array): number {
  const errors = problem.target.map((value, row) =>
    problem.columns.reduce(
      (left, column, k) => left - weights[k]! * column[row]!,
      value,
    ),
  );
  const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
  const constant = problem.intercept ? mean : 0;
  const squares = errors.reduce((sum, e) => sum + (e - constant) ** 2, 0);
  const ridge = weights.reduce((sum, w) => sum + w * w, 0);
  return squares / errors.length + problem.ridge ** 2 * ridge;
}

describe('weights on the simplex', () => {
  it('recover the mixture that the target is', () => {
    const { columns } = anyProblem(2, 6, 40);
    const target = columns[1]!.map(
      (value, row) => 0.7 * value + 0.3 * columns[4]![row]! + 5,
    );
    const { weights, gap, meanSquaredError } = simplexWeights(
      { columns, target, ridge: 0, intercept: true },
      PRECISE,
    );
    expect(weights[1]).toBeCloseTo(0.7, 3);
    expect(weights[4]).toBeCloseTo(0.3, 3);
    expect(gap).toBeLessThan(1e-3);
    expect(meanSquaredError).toBeLessThan(1e-5);
  });

  it('are a minimum up to the certified gap: every corner is at most so much better', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 2, max: 20 }),
        (seed, size, rows) => {
          const problem = anyProblem(seed, size, rows);
          const { weights, gap } = simplexWeights(problem, {
            leastDecrease: 1e-5,
            mostSteps: 10_000,
          });
          expect(weights.every(weight => weight >= 0)).toBe(true);
          expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
          const reached = objective(problem, weights);
          const best = objective(problem, byProjectedGradient(problem));
          expect(reached).toBeGreaterThan(best - 1e-7);
          expect(reached - best).toBeLessThan(gap + 1e-7);
          expect(reached - best).toBeLessThan(1e-3);
        },
      ),
      { numRuns: 60, seed: 20261123 },
    );
  });

  it('satisfy the conditions of Karush, Kuhn and Tucker when it goes on to the end', () => {
    const problem = anyProblem(4, 5, 30);
    const { weights } = simplexWeights(problem, PRECISE);
    const step = 1e-5;
    const slopes = [...weights.keys()].map(k => {
      const moved = Float64Array.from(weights);
      moved[k]! += step;
      return (objective(problem, moved) - objective(problem, weights)) / step;
    });
    const least = Math.min(...slopes);
    // A weight above zero has the least slope.
    const active = slopes.filter((_, k) => weights[k]! > 0.01);
    expect(active.length).toBeGreaterThan(1);
    expect(Math.max(...active) - least).toBeLessThan(5e-3);
  });

  it.each([
    ['one column', [Float64Array.of(1, 2, 3)]],
    ['equal columns', [Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 3)]],
    ['columns of zeros', [new Float64Array(3), new Float64Array(3)]],
  ])('are weights for %s', (_, columns) => {
    const { weights, gap } = simplexWeights(
      { columns, target: Float64Array.of(1, 0, 1), ridge: 0, intercept: false },
      PRECISE,
    );
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(gap).toBeCloseTo(0, 9);
  });
});

/** Small steps along the gradient, each projected on the simplex: slow, and nothing like the code it checks. */
function byProjectedGradient(problem: SimplexProblem): Float64Array {
  const { columns, target, ridge, intercept } = problem;
  const centre = (values: Float64Array) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return intercept ? values.map(value => value - mean) : values;
  };
  const x = columns.map(centre);
  const y = centre(target);
  const norm = x.reduce(
    (sum, column) => sum + column.reduce((s, v) => s + v * v, 0),
    0,
  );
  const step = 1 / (norm / y.length + ridge ** 2);
  let weights: Float64Array = new Float64Array(x.length).fill(1 / x.length);
  for (let round = 0; round < 4000; round += 1) {
    const at = weights;
    const errors = y.map((value, row) =>
      x.reduce((left, column, k) => left - at[k]! * column[row]!, value),
    );
    weights = project(
      at.map((weight, k) => {
        const slope = errors.reduce((s, e, row) => s - e * x[k]![row]!, 0);
        return weight - step * (slope / y.length + ridge ** 2 * weight);
      }),
    );
  }
  return weights;
}

function project(point: Float64Array): Float64Array {
  const sorted = Float64Array.from(point).sort().reverse();
  let sum = 0;
  let shift = 0;
  sorted.forEach((value, k) => {
    sum += value;
    if (value - (sum - 1) / (k + 1) > 0) shift = (sum - 1) / (k + 1);
  });
  return point.map(value => Math.max(0, value - shift));
}
