import fc from 'fast-check';
import { estimateEffect } from '../effect';
import { Random } from '../permutation/random';
import { valueOf } from '../testing/valueOf';
import { plannedInput } from './plannedInput';
import { planRollout, readRolloutPlan, RolloutRequest } from './rolloutPlan';

const REQUEST: RolloutRequest = {
  teams: [
    ...Array.from({ length: 8 }, (_, i) => ({
      unit: `big${i}`,
      stratum: 'big',
    })),
    ...Array.from({ length: 4 }, (_, i) => ({
      unit: `small${i}`,
      stratum: 'small',
    })),
  ],
  starts: [
    { period: 12, places: 3 },
    { period: 16, places: 3 },
  ],
  seed: 42,
};

describe('planRollout', () => {
  it('deals places to strata by size and hands them out at random', () => {
    const plan = valueOf(planRollout(REQUEST));
    expect(
      plan.strata.map(({ stratum, periods }) => [stratum, periods]),
    ).toEqual([
      ['big', [12, 12, 16, 16]],
      ['small', [12, 16]],
    ]);
    expect(plan.assignments).toHaveLength(12);
    const seeds = Array.from({ length: 20 }, (_, seed) =>
      JSON.stringify(valueOf(planRollout({ ...REQUEST, seed })).assignments),
    );
    expect(new Set(seeds).size).toBe(20);
  });

  it('gives every team of a stratum the same chances', () => {
    const early = new Map<string, number>();
    for (let seed = 0; seed < 4000; seed += 1) {
      for (const { unit, period } of valueOf(planRollout({ ...REQUEST, seed }))
        .assignments) {
        if (period === 12) early.set(unit, (early.get(unit) ?? 0) + 1);
      }
    }
    expect(early.size).toBe(12);
    for (const count of early.values()) {
      expect(Math.abs(count / 4000 - 0.25)).toBeLessThan(0.03);
    }
  });

  it('is stored as JSON and read again; an order changed by hand is refused', () => {
    const plan = valueOf(planRollout(REQUEST));
    const stored: unknown = JSON.parse(JSON.stringify(plan));
    expect(valueOf(readRolloutPlan(stored))).toEqual(plan);
    const first = plan.assignments.findIndex(({ period }) => period === 12);
    const changed = {
      ...plan,
      assignments: plan.assignments.map((a, k) =>
        k === first ? { ...a, period: 16 } : a,
      ),
    };
    for (const faulty of [changed, { ...plan, seed: 43 }, {}, null, 'plan']) {
      expect(readRolloutPlan(faulty)).toMatchObject({
        ok: false,
        reason: 'invalid-input',
      });
    }
  });

  it.each([
    ['no start', { starts: [] }, 'no-treated-units'],
    [
      'more places than teams',
      { starts: [{ period: 3, places: 13 }] },
      'too-few-units',
    ],
    ['half a place', { starts: [{ period: 3, places: 0.5 }] }, 'invalid-input'],
    [
      'a team twice',
      { teams: [...REQUEST.teams, REQUEST.teams[0]!] },
      'invalid-input',
    ],
    [
      'too few orders',
      { teams: REQUEST.teams.slice(0, 3), starts: [{ period: 3, places: 1 }] },
      'too-few-assignments',
    ],
  ])('refuses %s', (_, change, reason) => {
    expect(planRollout({ ...REQUEST, ...change })).toMatchObject({
      ok: false,
      reason,
    });
  });

  it('deals every place and no stratum more than it has teams, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c'), {
          minLength: 6,
          maxLength: 30,
        }),
        fc.array(fc.integer({ min: 1, max: 4 }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.integer(),
        (strata, places, seed) => {
          const result = planRollout({
            teams: strata.map((stratum, i) => ({ unit: `u${i}`, stratum })),
            starts: places.map((n, k) => ({ period: 4 * k, places: n })),
            seed,
          });
          if (!result.ok) return result.sentence.length > 0;
          const given = result.value.assignments.filter(
            a => a.period !== undefined,
          );
          return (
            given.length === places.reduce((a, b) => a + b, 0) &&
            result.value.strata.every(
              s => s.periods.length <= s.units.length,
            ) &&
            readRolloutPlan(JSON.parse(JSON.stringify(result.value))).ok
          );
        },
      ),
      { numRuns: 200, seed: 20261123 },
    );
  });
});

describe('a rollout analysed by its design', () => {
  const units = REQUEST.teams.map(({ unit }) => unit);
  const periods = Array.from({ length: 24 }, (_, t) => t);

  function outcomes(seed: number, effect: (unit: string, t: number) => number) {
    const random = new Random(seed);
    const values = Float64Array.from(
      units.flatMap(unit => {
        const level = unit.startsWith('big') ? 2 : 0;
        // Big teams drift: an order that were not drawn within strata would see an effect.
        const drift = unit.startsWith('big') ? 0.2 : 0;
        return periods.map(
          t => level + drift * t + effect(unit, t) + random.normal(),
        );
      }),
    );
    return {
      grid: { units: units.length, periods: periods.length, values },
      units,
      periods,
    };
  }

  it('finds what was planted, by assigned period', () => {
    const plan = valueOf(planRollout(REQUEST));
    const startOf = new Map(
      plan.assignments.map(a => [a.unit, a.period ?? Infinity]),
    );
    const panel = outcomes(5, (unit, t) => (t >= startOf.get(unit)! ? -3 : 0));
    const input = valueOf(plannedInput(plan, { ...panel, preparation: 1 }));
    expect(input.slots.filter(({ date }) => date === 12)).toHaveLength(3);
    expect(input.slots.filter(({ onset }) => onset === 15)).toHaveLength(3);
    const { estimate, pValue } = valueOf(estimateEffect(input));
    expect(estimate).toBeCloseTo(-3, 0);
    expect(pValue).toBeLessThanOrEqual(0.01);
  });

  it('finds nothing in at most 5 % of the orders it could have drawn', () => {
    const panel = outcomes(6, () => 0);
    const found = Array.from({ length: 300 }, (_, seed) => {
      const plan = valueOf(planRollout({ ...REQUEST, seed }));
      const input = valueOf(plannedInput(plan, panel));
      return (
        valueOf(estimateEffect(input, { enumerateUpTo: 1, draws: 199 }))
          .pValue <= 0.05
      );
    }).filter(Boolean).length;
    // Exact test, 300 draws of the order: 15 expected, 27 is three standard deviations.
    expect(found).toBeLessThanOrEqual(27);
    expect(found).toBeGreaterThanOrEqual(4);
  });

  it('needs the teams it was drawn for', () => {
    const plan = valueOf(planRollout(REQUEST));
    const panel = outcomes(5, () => 0);
    expect(
      plannedInput(plan, { ...panel, units: [...units.slice(1), 'other'] }),
    ).toMatchObject({ ok: false, reason: 'invalid-input' });
    expect(
      plannedInput(plan, { ...panel, periods: periods.slice(1) }),
    ).toMatchObject({ ok: false, reason: 'invalid-input' });
  });
});
