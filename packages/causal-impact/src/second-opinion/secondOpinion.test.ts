import fc from 'fast-check';
import { aggregate } from '../callaway-santanna/aggregate';
import { groupTimeEffects } from '../callaway-santanna/groupTimeEffects';
import { NEVER, Slot } from '../imputation/windows';
import { Random } from '../permutation/random';
import { anyPanel, hasNoNaN, simulatedPanel } from '../testing/simulatedPanel';
import { valueOf } from '../testing/valueOf';
import { blockMeans } from './blocks';
import { secondOpinion } from './secondOpinion';

const STARTS = Array.from({ length: 24 }, (_, i) =>
  i < 10 ? 12 + 4 * (i % 5) : Infinity,
);

function gridOf(effect: number, seed: number) {
  const panel = simulatedPanel({
    starts: STARTS,
    periods: 48,
    effect: () => effect,
    noise: 1,
    seed,
  });
  return { units: 24, periods: 48, values: panel.outcome };
}

const slotOf = (start: number): Slot => ({ onset: start, date: start });

describe('the second opinion', () => {
  it("is what Callaway and Sant'Anna's simple aggregate says of the blocks", () => {
    const grid = gridOf(-0.8, 4);
    const { estimate } = valueOf(
      secondOpinion({ grid, slots: STARTS.map(slotOf) }, { horizon: 48 }),
    );
    const effects = valueOf(
      groupTimeEffects(
        {
          units: STARTS.map((_, i) => `u${i}`),
          periods: Array.from({ length: 12 }, (_, b) => b),
          outcome: blockMeans(grid, 4).values,
          firstTreated: STARTS.map(start => start / 4),
          covariates: STARTS.map(() => []),
        },
        {
          comparison: 'not-yet-treated',
          estimator: 'regression',
          base: 'varying',
        },
      ),
    );
    expect(estimate).toBeCloseTo(
      valueOf(aggregate(effects, 'simple')).overall.att,
      10,
    );
  });

  it('leaves out what an onset or a date cuts', () => {
    const grid = gridOf(0, 4);
    const slots = STARTS.map(start => ({ onset: start + 1, date: start + 3 }));
    slots.forEach(({ onset, date }, i) => {
      for (let t = onset; t < 48; t += 1) {
        grid.values[i * 48 + t]! += t < date ? 1000 : -2;
      }
    });
    const { estimate, interval } = valueOf(secondOpinion({ grid, slots }));
    expect(estimate).toBeCloseTo(-2, 0);
    expect(interval.lower).toBeLessThan(-2);
    expect(interval.upper).toBeGreaterThan(-2);
  });

  it('finds nothing in about 5 % of panels in which nothing happened', () => {
    let found = 0;
    for (let seed = 1; seed <= 150; seed += 1) {
      const input = { grid: gridOf(0, seed), slots: STARTS.map(slotOf) };
      if (valueOf(secondOpinion(input, { draws: 99, seed })).pValue <= 0.05)
        found += 1;
    }
    expect(found).toBeGreaterThanOrEqual(1);
    expect(found).toBeLessThanOrEqual(16);
  });

  it('refuses where no block is whole', () => {
    const slots = STARTS.map((_, i) =>
      i < 10 ? { onset: 2, date: 4 } : NEVER,
    );
    expect(secondOpinion({ grid: gridOf(0, 1), slots })).toMatchObject({
      ok: false,
      reason: 'no-usable-cells',
    });
  });

  it('answers or refuses, never NaN, whatever panel it is given', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (units, periods, seed, missing) => {
          const panel = anyPanel({ units, periods, seed, missing });
          const random = new Random(seed);
          const slots = panel.firstTreated.map(start => ({
            onset: start,
            date: start + random.integer(4),
          }));
          return hasNoNaN(
            secondOpinion(
              { grid: { units, periods, values: panel.outcome }, slots },
              { draws: 19, level: 0.5, enumerateUpTo: 100 },
            ),
          );
        },
      ),
      { numRuns: 300, seed: 20261123 },
    );
  });
});
