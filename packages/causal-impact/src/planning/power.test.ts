import fc from 'fast-check';
import { estimateEffect } from '../effect';
import { NEVER, Slot } from '../imputation/windows';
import { Random } from '../permutation/random';
import { hasNoNaN } from '../testing/simulatedPanel';
import { valueOf } from '../testing/valueOf';
import { plannedPower, weeksNeeded } from './power';

const SLOTS: Slot[] = Array.from({ length: 24 }, (_, i) => {
  if (i >= 10) return NEVER;
  const date = 12 + 2 * i;
  return { onset: date, date };
});

function history(units: number, periods: number, seed: number, missing = 0) {
  const random = new Random(seed);
  const week = Array.from({ length: periods }, () => random.normal());
  const values = Float64Array.from(
    Array.from({ length: units }, () => {
      const level = random.normal();
      return week.map(common => {
        const value = level + common + random.normal();
        return random.uniform() < missing ? NaN : value;
      });
    }).flat(),
  );
  return { units, periods, values };
}

describe('the power of a planned rollout', () => {
  it('is what simulated rollouts find', () => {
    const effects = [0, 0.3, 0.45, 0.6];
    const { chances, smallestVisible } = valueOf(
      plannedPower(
        { grid: history(24, 80, 3), slots: SLOTS, periods: 40 },
        effects,
      ),
    );
    const random = new Random(17);
    effects.forEach((effect, k) => {
      let found = 0;
      for (let run = 0; run < 150; run += 1) {
        const order = Int32Array.from(SLOTS, (_, i) => i);
        random.shuffle(order);
        const slots = SLOTS.map((_, i) => SLOTS[order[i]!]!);
        const grid = history(24, 40, 1000 + run);
        slots.forEach(({ date }, i) => {
          for (let t = date; t < 40; t += 1) grid.values[i * 40 + t]! -= effect;
        });
        const result = valueOf(
          estimateEffect({ grid, slots }, { draws: 199, seed: run + 1 }),
        );
        if (result.pValue <= 0.05) found += 1;
      }
      expect(Math.abs(chances[k]!.chance - found / 150)).toBeLessThan(0.12);
    });
    const [at] = valueOf(
      plannedPower({ grid: history(24, 80, 3), slots: SLOTS, periods: 40 }, [
        smallestVisible,
      ]),
    ).chances;
    expect(at!.chance).toBeGreaterThan(0.7);
    expect(at!.chance).toBeLessThan(0.9);
  });

  it('grows with the effect and with time, until the effect is found often enough', () => {
    const grid = history(24, 80, 3);
    const { chances } = valueOf(
      plannedPower({ grid, slots: SLOTS, periods: 40 }, [0.1, 0.3, 0.5, -0.5]),
    );
    expect(chances[0]!.chance).toBeLessThan(chances[1]!.chance);
    expect(chances[1]!.chance).toBeLessThan(chances[2]!.chance);
    expect(chances[3]!.chance).toBeCloseTo(chances[2]!.chance, 9);
    const needed = valueOf(
      weeksNeeded(
        { grid, slots: SLOTS },
        { effect: 0.5, chance: 0.8, step: 4 },
      ),
    );
    expect(needed.periods).toBeGreaterThanOrEqual(31);
    expect(needed.tried.at(-1)!.chance).toBeGreaterThanOrEqual(0.8);
    const never = valueOf(
      weeksNeeded(
        { grid, slots: SLOTS },
        { effect: 0.01, chance: 0.8, step: 20 },
      ),
    );
    expect(never.periods).toBeUndefined();
  });

  it.each([
    ['a history that is too short', { periods: 81 }, 'too-few-periods'],
    ['no team', { slots: SLOTS.map(() => NEVER) }, 'no-treated-units'],
    [
      'too few orders',
      {
        slots: [SLOTS[0]!, ...SLOTS.slice(1).map(() => NEVER)],
        strata: SLOTS.map((_, i) => (i < 4 ? 'a' : 'b')),
      },
      'too-few-assignments',
    ],
  ])('refuses %s', (_, change, reason) => {
    expect(
      plannedPower(
        { grid: history(24, 80, 3), slots: SLOTS, periods: 40, ...change },
        [1],
      ),
    ).toMatchObject({ ok: false, reason });
  });

  it('answers or refuses, never NaN', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 14 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (units, periods, seed, missing) => {
          const random = new Random(seed);
          const slots = Array.from({ length: units }, () => {
            const onset = random.integer(periods + 3);
            return random.uniform() < 0.4 ? NEVER : { onset, date: onset };
          });
          const grid = history(units, periods, seed, missing);
          const options = { draws: 19, level: 0.5, enumerateUpTo: 100 };
          return (
            hasNoNaN(
              plannedPower(
                { grid, slots, periods: Math.ceil(periods / 2) },
                [0, 1],
                options,
              ),
            ) &&
            hasNoNaN(
              weeksNeeded(
                { grid, slots },
                { effect: 1, chance: 0.5, step: 3 },
                options,
              ),
            )
          );
        },
      ),
      { numRuns: 200, seed: 20261123 },
    );
  });
});
