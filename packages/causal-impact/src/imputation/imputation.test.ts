import fc from 'fast-check';
import { Random } from '../permutation/random';
import {
  applyWeights,
  imputationWeights,
  imputedEstimates,
} from './imputation';
import { effectWindow, NEVER, placeboWindow, Slot } from './windows';

const SHAPES = fc.record({
  units: fc.integer({ min: 1, max: 14 }),
  periods: fc.integer({ min: 1, max: 20 }),
  seed: fc.integer({ min: 1, max: 10_000 }),
  missing: fc.double({ min: 0, max: 0.9, noNaN: true }),
  weighted: fc.boolean(),
});

function panelOf({
  units,
  periods,
  seed,
  missing,
  weighted,
}: {
  units: number;
  periods: number;
  seed: number;
  missing: number;
  weighted: boolean;
}) {
  const random = new Random(seed);
  const values = Float64Array.from({ length: units * periods }, () =>
    random.uniform() < missing ? NaN : random.normal(),
  );
  const slots = Array.from({ length: units }, (): Slot => {
    if (random.uniform() < 0.4) return NEVER;
    const onset = random.integer(periods + 3);
    return { onset, date: onset + random.integer(3) };
  });
  const shares = weighted ? values.map(() => 1 + random.integer(9)) : undefined;
  const windowOf = seed % 2 === 0 ? effectWindow(6) : placeboWindow(3);
  return { grid: { units, periods, values }, slots, shares, windowOf };
}

describe('weights of the imputation estimator', () => {
  it('give what is computed without them', () => {
    fc.assert(
      fc.property(SHAPES, shape => {
        const { grid, slots, shares, windowOf } = panelOf(shape);
        const weights = imputationWeights(grid, slots, windowOf, { shares });
        const filled = grid.values.map(v => (Number.isNaN(v) ? 0 : v));
        const windows = slots.map(windowOf);
        const [direct] = imputedEstimates(grid, [
          { windows, shares, outcomes: [filled] },
        ]);
        expect(direct?.ok).toBe(weights.ok);
        const expected = weights.ok
          ? applyWeights(weights.value.weights, grid.values)
          : 0;
        const found = direct?.ok ? direct.value[0]! : 0;
        expect(found).toBeCloseTo(expected, 9);
      }),
      { numRuns: 500, seed: 20261123 },
    );
  });

  it('do not see what is common to a unit or to a period, and see a treatment whole', () => {
    fc.assert(
      fc.property(SHAPES, shape => {
        const { grid, slots, shares, windowOf } = panelOf(shape);
        const result = imputationWeights(grid, slots, windowOf, { shares });
        if (!result.ok) return;
        const { weights } = result.value;
        const random = new Random(shape.seed + 1);
        const unit = slots.map(() => random.normal());
        const period = Array.from({ length: grid.periods }, () =>
          random.normal(),
        );
        const common = weights.map(
          (_, cell) =>
            unit[Math.floor(cell / grid.periods)]! +
            period[cell % grid.periods]!,
        );
        expect(applyWeights(weights, common)).toBeCloseTo(0, 8);
        const treated = weights.map((_, cell) => {
          const from = windowOf(
            slots[Math.floor(cell / grid.periods)]!,
          ).targetFrom;
          return cell % grid.periods >= from ? 1 : 0;
        });
        expect(applyWeights(weights, treated)).toBeCloseTo(1, 8);
      }),
      { numRuns: 500, seed: 20261123 },
    );
  });
});
