import fc from 'fast-check';
import { completeUnits, Panel, restrictTo } from '../panel';
import { Random } from '../permutation/random';
import { anyPanel, hasNoNaN, simulatedPanel } from '../testing/simulatedPanel';
import { valueOf } from '../testing/valueOf';
import type { SyntheticMethod } from './block';
import { syntheticEffect } from './syntheticEffect';
import { syntheticPlacebo } from './syntheticPlacebo';

const METHODS: SyntheticMethod[] = [
  'synthetic-difference-in-differences',
  'synthetic-control',
  'difference-in-differences',
];

/** Two hidden factors; the treated load on them as some controls do, so trends are not parallel. */
function factorPanel(starts: readonly number[], effect: number, seed: number) {
  const random = new Random(seed);
  const periods = 40;
  const drift = Array.from({ length: periods }, (_, t) => 0.15 * t);
  const wave = Array.from({ length: periods }, (_, t) => 2 * Math.sin(t / 4));
  const outcome = Float64Array.from(
    starts.flatMap((start, i) => {
      const treated = Number.isFinite(start);
      const load = treated ? 0.9 : (i % 10) / 9;
      return drift.map(
        (trend, t) =>
          load * (trend + wave[t]!) +
          (i % 3) +
          (t >= start ? effect : 0) +
          0.15 * random.normal(),
      );
    }),
  );
  const panel: Panel = {
    units: starts.map((_, i) => `u${i}`),
    periods: drift.map((_, t) => t),
    outcome,
    firstTreated: starts,
    covariates: starts.map(() => []),
  };
  return panel;
}

const FEWER = { draws: 39 };
const BLOCK = [28, 28, 28, ...Array.from({ length: 30 }, () => Infinity)];
const STAGGERED = [22, 28, 28, 33, ...BLOCK.slice(3)];

describe('the synthetic estimators', () => {
  it.each(METHODS)(
    '%s finds a constant effect exactly without noise',
    method => {
      const panel = simulatedPanel({
        starts: STAGGERED,
        periods: 40,
        effect: () => -1.5,
        noise: 0,
        seed: 6,
      });
      if (method === 'synthetic-control') {
        // Levels are compared, so units must not differ by a constant.
        panel.units.forEach((_, i) => {
          const own = panel.outcome[i * 40]! - panel.outcome[0]!;
          for (let t = 0; t < 40; t += 1) panel.outcome[i * 40 + t]! -= own;
        });
      }
      const { estimate } = valueOf(syntheticEffect(panel, { method }));
      expect(estimate).toBeCloseTo(-1.5, 9);
    },
  );

  it.each([
    ['at once', BLOCK],
    ['one after another', STAGGERED],
  ])('find the effect where trends differ, treated %s', (_, starts) => {
    const panel = factorPanel(starts, -1, 9);
    const [weighted, , plain] = METHODS.map(
      method => valueOf(syntheticEffect(panel, { method })).estimate,
    );
    expect(Math.abs(weighted! + 1)).toBeLessThan(0.15);
    expect(Math.abs(plain! + 1)).toBeGreaterThan(0.4);
  });

  it('gives weights that are weights, and says how well they follow', () => {
    const { cohorts, controls } = valueOf(
      syntheticEffect(factorPanel(STAGGERED, -1, 9)),
    );
    expect(cohorts.map(({ start, cells }) => [start, cells])).toEqual([
      [22, 18],
      [28, 24],
      [33, 7],
    ]);
    for (const cohort of cohorts) {
      expect(cohort.unitWeights).toHaveLength(controls.length);
      expect(cohort.timeWeights).toHaveLength(cohort.start);
      for (const weights of [cohort.unitWeights, cohort.timeWeights]) {
        expect(weights.every(weight => weight >= 0)).toBe(true);
        expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      }
      expect(cohort.gaps.units).toBeLessThan(0.01);
      expect(cohort.gaps.time).toBeLessThan(0.01);
      const after = cohort.curve.slice(cohort.start);
      expect(after.reduce((a, b) => a + b, 0) / after.length).toBeCloseTo(
        cohort.estimate,
        12,
      );
    }
  });

  it('is the mean of its cohorts, each estimated alone', () => {
    const panel = factorPanel(STAGGERED, 2, 3);
    const whole = valueOf(syntheticEffect(panel, { horizon: 6 }));
    const alone = [22, 28, 33].map(start => {
      const own = restrictTo(panel, i =>
        [start, Infinity].includes(panel.firstTreated[i]!),
      );
      return valueOf(syntheticEffect(own, { horizon: 6 })).estimate;
    });
    expect(whole.estimate).toBeCloseTo(
      (alone[0]! + 2 * alone[1]! + alone[2]!) / 4,
      12,
    );
  });

  it('difference-in-differences is the four means', () => {
    const panel = factorPanel(BLOCK, 1, 4);
    const mean = (treated: boolean, after: boolean) => {
      const cells = panel.units.flatMap((_, i) =>
        panel.periods
          .filter(
            t => Number.isFinite(BLOCK[i]) === treated && t >= 28 === after,
          )
          .map(t => panel.outcome[i * 40 + t]!),
      );
      return cells.reduce((a, b) => a + b, 0) / cells.length;
    };
    const { estimate } = valueOf(
      syntheticEffect(panel, { method: 'difference-in-differences' }),
    );
    expect(estimate).toBeCloseTo(
      mean(true, true) -
        mean(true, false) -
        mean(false, true) +
        mean(false, false),
      10,
    );
  });
});

describe('placebo inference', () => {
  it('sees an effect, and none where there is none', () => {
    const real = valueOf(
      syntheticPlacebo(factorPanel(STAGGERED, -1, 9), FEWER),
    );
    const none = valueOf(syntheticPlacebo(factorPanel(STAGGERED, 0, 9), FEWER));
    expect(real.pValue).toBeLessThanOrEqual(0.05);
    expect(real.interval.lower).toBeLessThan(-1);
    expect(real.interval.upper).toBeGreaterThan(-1);
    expect(real.interval.upper).toBeLessThan(0);
    expect(none.pValue).toBeGreaterThan(0.05);
    expect(real).toMatchObject({ enumerated: false });
    expect(real.placebos).toHaveLength(39);
  });

  it('takes every control in turn for a single treated unit', () => {
    const starts = [28, ...BLOCK.slice(3)];
    const result = valueOf(syntheticPlacebo(factorPanel(starts, -1, 2)));
    expect(result.enumerated).toBe(true);
    expect(result.placebos).toHaveLength(30);
    expect(result.pValue).toBeCloseTo(1 / 31, 12);
  });

  it('is rarely wrong where nothing happened', () => {
    let found = 0;
    for (let seed = 1; seed <= 30; seed += 1) {
      const panel = simulatedPanel({
        starts: [14, 17, ...Array.from({ length: 12 }, () => Infinity)],
        periods: 20,
        effect: () => 0,
        noise: 1,
        seed,
      });
      const { pValue } = valueOf(syntheticPlacebo(panel, { draws: 19, seed }));
      if (pValue <= 0.05) found += 1;
    }
    expect(found).toBeLessThanOrEqual(5);
  });

  it('refuses where controls are too few for placebos', () => {
    expect(
      syntheticPlacebo(factorPanel([28, 28, Infinity, Infinity], 1, 1)),
    ).toMatchObject({ ok: false, reason: 'too-few-units' });
  });
});

describe('what the synthetic estimators cannot answer', () => {
  const shape = { periods: 10, effect: () => 1, noise: 1, seed: 1 };
  it.each([
    ['nobody treated', [Infinity, Infinity], 'no-treated-units'],
    ['everybody treated', [4, 5], 'no-untreated-units'],
    ['treated from the start', [0, 1, Infinity, Infinity], 'too-few-periods'],
  ])('%s', (_, starts, reason) => {
    expect(syntheticEffect(simulatedPanel({ ...shape, starts }))).toMatchObject(
      {
        ok: false,
        reason,
      },
    );
  });

  it('gaps, unless the units that have them are left out', () => {
    const panel = factorPanel(BLOCK, -1, 9);
    panel.outcome[35 * 1] = NaN;
    panel.outcome[20 * 40 + 3] = NaN;
    expect(syntheticEffect(panel)).toMatchObject({
      ok: false,
      reason: 'unbalanced',
    });
    const complete = completeUnits(panel);
    expect(complete.units).toHaveLength(panel.units.length - 2);
    expect(valueOf(syntheticEffect(complete)).estimate).toBeCloseTo(-1, 0);
  });

  it('answers or refuses, never NaN, whatever panel it is given', () => {
    fc.assert(
      fc.property(
        fc.record({
          units: fc.integer({ min: 1, max: 9 }),
          periods: fc.integer({ min: 1, max: 8 }),
          seed: fc.integer({ min: 1, max: 5000 }),
          missing: fc.constantFrom(0, 0, 0, 0.2),
        }),
        fc.constantFrom(...METHODS),
        fc.constantFrom(1, 3, Infinity),
        (any, method, horizon) => {
          const panel = anyPanel(any);
          const effect = syntheticEffect(panel, { method, horizon });
          const placebo = syntheticPlacebo(panel, {
            method,
            horizon,
            draws: 9,
          });
          return hasNoNaN(effect) && hasNoNaN(placebo);
        },
      ),
      { numRuns: 300, seed: 20261123 },
    );
  });
});
