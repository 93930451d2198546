import fc from 'fast-check';
import {
  adoptersOnlyPValue,
  estimateEffect,
  intentionToTreatEffect,
} from './effect';
import { NEVER, Slot } from './imputation/windows';
import { adoptionBatches } from './permutation/batches';
import { Random } from './permutation/random';
import { hasNoNaN } from './testing/simulatedPanel';
import { valueOf } from './testing/valueOf';

const PERIODS = 40;

function gridOf(
  slots: readonly Slot[],
  effect: (unit: number, since: number) => number,
  options: {
    seed: number;
    noise?: number;
    shock?: (unit: number, t: number) => number;
  },
) {
  const random = new Random(options.seed);
  const week = Array.from({ length: PERIODS }, () => random.normal());
  const values = Float64Array.from(
    slots.flatMap(({ date }, i) => {
      const level = random.normal();
      return week.map(
        (common, t) =>
          level +
          common +
          (options.shock?.(i, t) ?? 0) +
          (t >= date ? effect(i, t - date) : 0) +
          (options.noise ?? 0.3) * random.normal(),
      );
    }),
  );
  return { units: slots.length, periods: PERIODS, values };
}

const SLOTS: Slot[] = Array.from({ length: 24 }, (_, i) =>
  i < 10 ? { onset: 10 + i, date: 12 + i } : NEVER,
);

describe('weighted by runs', () => {
  it('is the mean over runs, where the other is the mean over units', () => {
    const effect = (unit: number) => (unit < 2 ? -4 : -1);
    const grid = gridOf(SLOTS, effect, { seed: 3, noise: 0 });
    const runs = Float64Array.from(grid.values, (_, cell) =>
      cell < 2 * PERIODS ? 90 : 10,
    );
    const equal = valueOf(
      estimateEffect({ grid, slots: SLOTS }, { draws: 19 }),
    );
    const weighted = valueOf(
      estimateEffect({ grid, slots: SLOTS, runs }, { draws: 19 }),
    );
    expect(equal.estimate).toBeCloseTo(-1.6, 9);
    let sum = 0;
    let total = 0;
    SLOTS.slice(0, 10).forEach(({ date }, i) => {
      const cells = Math.min(26, PERIODS - date) * (i < 2 ? 90 : 10);
      sum += cells * effect(i);
      total += cells;
    });
    expect(weighted.estimate).toBeCloseTo(sum / total, 9);
  });

  it('is the same where all cells have as many runs and all units as many cells', () => {
    const grid = gridOf(SLOTS, () => -1, { seed: 4 });
    const runs = new Float64Array(grid.values.length).fill(7);
    const options = { draws: 99, horizon: 12 };
    const equal = valueOf(estimateEffect({ grid, slots: SLOTS }, options));
    const weighted = valueOf(
      estimateEffect({ grid, slots: SLOTS, runs }, options),
    );
    expect(weighted.estimate).toBeCloseTo(equal.estimate, 9);
    expect(weighted.treatedMean).toBeCloseTo(equal.treatedMean, 9);
    expect(weighted.treatedUnits).toBe(equal.treatedUnits);
  });

  it('refuses an observed cell without runs', () => {
    const grid = gridOf(SLOTS, () => -1, { seed: 4 });
    const runs = new Float64Array(grid.values.length);
    expect(estimateEffect({ grid, slots: SLOTS, runs })).toMatchObject({
      ok: false,
      reason: 'invalid-input',
    });
  });
});

describe('intention to treat', () => {
  const slots = SLOTS.map((slot, i) =>
    // Every second adopter tried and left.
    i < 10 && i % 2 === 1 ? { onset: slot.onset, date: Infinity } : slot,
  );

  it('counts those who tried and left as treated from their onset', () => {
    const grid = gridOf(slots, () => -2, { seed: 5 });
    const adopted = valueOf(estimateEffect({ grid, slots }));
    const intended = valueOf(intentionToTreatEffect({ grid, slots }));
    expect(adopted).toMatchObject({
      treatedUnits: 5,
      comparisonUnits: 14,
      triedUnits: 5,
    });
    expect(intended).toMatchObject({
      treatedUnits: 10,
      comparisonUnits: 14,
      triedUnits: 0,
    });
    expect(adopted.estimate).toBeCloseTo(-2, 0);
    // Half of the units have no effect, and the others none between onset and date.
    expect(intended.estimate).toBeGreaterThan(-1.1);
    expect(intended.estimate).toBeLessThan(-0.6);
  });
});

describe('batches of departments', () => {
  const departments = Array.from({ length: 48 }, (_, i) => `d${i >> 2}`);
  const adopting = (who: (department: number) => number): Slot[] =>
    departments.map((_, i) => {
      const date = who(i >> 2);
      return Number.isFinite(date)
        ? { onset: date, date: date + (i % 2) }
        : NEVER;
    });
  const slots = adopting(d => (d < 7 ? 12 + 3 * d : Infinity));
  const batching = { departments, width: 4 };

  it('are teams of a department that began within four weeks', () => {
    const batches = adoptionBatches(slots, batching);
    expect(
      batches.filter(({ adopts }) => adopts).length,
    ).toBeGreaterThanOrEqual(7);
    expect(
      batches.flatMap(({ members }) => members).sort((a, b) => a - b),
    ).toEqual(departments.map((_, i) => i));
  });

  it('do not take a shock to a department for four pieces of evidence', () => {
    let single = 0;
    let batched = 0;
    for (let seed = 1; seed <= 25; seed += 1) {
      const random = new Random(seed * 31);
      const drift = Array.from({ length: 12 }, () => 0.06 * random.normal());
      const grid = gridOf(slots, () => 0, {
        seed,
        shock: (i, t) => drift[i >> 2]! * t,
      });
      const options = { draws: 59, seed };
      const alone = valueOf(estimateEffect({ grid, slots }, options));
      const together = valueOf(
        estimateEffect({ grid, slots, batching }, options),
      );
      expect(together.estimate).toBe(alone.estimate);
      if (alone.pValue <= 0.05) single += 1;
      if (together.pValue <= 0.05) batched += 1;
    }
    expect(single).toBeGreaterThan(5);
    expect(batched).toBeLessThanOrEqual(4);
  });

  it('find an effect all the same, and keep who adopted for the sensitivity', () => {
    const grid = gridOf(slots, () => -2, { seed: 8 });
    const { pValue } = valueOf(estimateEffect({ grid, slots, batching }));
    expect(pValue).toBeLessThanOrEqual(0.02);
    const dates = valueOf(adoptersOnlyPValue({ grid, slots, batching }));
    expect(dates).toBeLessThanOrEqual(0.2);
  });

  it('are refused where fewer than six adopted', () => {
    const few = adopting(d => (d < 5 ? 12 : Infinity));
    const grid = gridOf(few, () => -2, { seed: 8 });
    expect(estimateEffect({ grid, slots: few, batching })).toMatchObject({
      ok: false,
      reason: 'too-few-batches',
    });
  });
});

describe('series that end', () => {
  it('do not disturb the others', () => {
    const grid = gridOf(SLOTS, () => -1.5, { seed: 9, noise: 0 });
    grid.values.fill(NaN, 3 * PERIODS + 20, 4 * PERIODS);
    grid.values.fill(NaN, 20 * PERIODS + 15, 21 * PERIODS);
    expect(
      valueOf(estimateEffect({ grid, slots: SLOTS }, { draws: 19 })).estimate,
    ).toBeCloseTo(-1.5, 9);
  });
});

describe('all variants', () => {
  it('answer or refuse, never NaN, whatever panel they are given', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.boolean(),
        (units, periods, seed, missing, batched) => {
          const random = new Random(seed);
          const slots = Array.from({ length: units }, (): Slot => {
            if (random.uniform() < 0.3) return NEVER;
            const onset = random.integer(periods + 2);
            const left = random.uniform() < 0.2;
            return { onset, date: left ? Infinity : onset + random.integer(3) };
          });
          const values = Float64Array.from({ length: units * periods }, () =>
            random.uniform() < missing ? NaN : random.normal(),
          );
          const input = {
            grid: { units, periods, values },
            slots,
            runs: values.map(() => 1 + random.integer(9)),
            ...(batched && {
              batching: {
                departments: slots.map((_, i) => `d${i % 7}`),
                width: 2,
              },
            }),
          };
          const options = { draws: 19, level: 0.5, enumerateUpTo: 100 };
          return [
            estimateEffect(input, options),
            intentionToTreatEffect(input, options),
            adoptersOnlyPValue(input, options),
          ].every(hasNoNaN);
        },
      ),
      { numRuns: 300, seed: 20261123 },
    );
  });
});
