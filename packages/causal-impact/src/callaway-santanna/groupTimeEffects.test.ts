import { Panel, toPanel } from '../panel';
import { Random } from '../permutation/random';
import { simulatedPanel } from '../testing/simulatedPanel';
import { valueOf } from '../testing/valueOf';
import {
  DEFAULT_GROUP_TIME_OPTIONS,
  groupTimeEffects,
} from './groupTimeEffects';

const panelOf = (starts: number[]) =>
  simulatedPanel({
    starts,
    periods: 7,
    effect: () => 1,
    noise: 1,
    seed: 21,
  });

describe('effects by group and period where nobody is never treated', () => {
  const panel = panelOf([2, 2, 3, 3, 3, 5, 5, 5]);
  const options = {
    ...DEFAULT_GROUP_TIME_OPTIONS,
    comparison: 'not-yet-treated' as const,
  };

  it('end before the last group, which is only compared with', () => {
    const { effects, skipped } = valueOf(groupTimeEffects(panel, options));
    expect(new Set(effects.map(({ group }) => group))).toEqual(new Set([2, 3]));
    expect(Math.max(...effects.map(({ period }) => period))).toBe(4);
    expect(skipped).toEqual([]);
  });

  it('equal those of the panel cut there with the last group never treated', () => {
    const cut: Panel = {
      ...panel,
      periods: panel.periods.slice(0, 5),
      outcome: Float64Array.from(
        panel.units.flatMap((_, i) => [
          ...panel.outcome.subarray(i * 7, i * 7 + 5),
        ]),
      ),
      firstTreated: panel.firstTreated.map(g => (g === 5 ? Infinity : g)),
    };
    const short = valueOf(groupTimeEffects(cut, options)).effects;
    const whole = valueOf(groupTimeEffects(panel, options)).effects;
    expect(whole).toEqual(short);
  });

  it('are refused where all begin together', () => {
    expect(groupTimeEffects(panelOf([3, 3, 3]), options)).toMatchObject({
      ok: false,
      reason: 'no-untreated-units',
    });
  });
});

it.each(['regression', 'weighting', 'doubly-robust'] as const)(
  'the unit of a covariate decides nothing (%s)',
  estimator => {
    const starts = Array.from({ length: 60 }, (_, i) =>
      i % 3 === 0 ? 3 : Infinity,
    );
    const random = new Random(4);
    const people = starts.map(() => 3 + random.normal());
    const effectsWith = (scale: number) =>
      valueOf(
        groupTimeEffects(
          { ...panelOf(starts), covariates: people.map(x => [scale * x]) },
          { ...DEFAULT_GROUP_TIME_OPTIONS, estimator },
        ),
      );
    const plain = effectsWith(1);
    expect(plain.skipped).toEqual([]);
    for (const scale of [1e8, 1e-8]) {
      const scaled = effectsWith(scale);
      expect(scaled.skipped).toEqual([]);
      scaled.effects.forEach(({ att, standardError }, k) => {
        expect(att).toBeCloseTo(plain.effects[k]!.att, 9);
        expect(standardError).toBeCloseTo(
          plain.effects[k]!.standardError ?? NaN,
          9,
        );
      });
    }
  },
);

describe('effects of a treatment that is acted on before it begins', () => {
  it('count from before the anticipation, and compare with nobody who anticipates', () => {
    // Units act one period before they are treated: 2 in that period, 5 from the treatment on.
    const starts = [4, 4, 6, 6, Infinity, Infinity];
    const observations = starts.flatMap((start, i) =>
      Array.from({ length: 7 }, (_, k) => {
        const since = k + 1 - start;
        const effect = since >= 0 ? 5 : 2;
        return {
          unit: `u${i}`,
          period: k + 1,
          outcome: i + 0.3 * k + (since >= -1 ? effect : 0),
        };
      }),
    );
    const firstTreated = new Map(starts.map((start, i) => [`u${i}`, start]));
    const panel = valueOf(toPanel({ observations, firstTreated }));
    const attsOf = (anticipation: number) =>
      valueOf(
        groupTimeEffects(panel, {
          comparison: 'not-yet-treated',
          base: 'universal',
          anticipation,
        }),
      )
        .effects.filter(({ group }) => group === 4)
        .map(({ att }) => Math.round(att * 1e9) / 1e9 + 0);
    expect(attsOf(1)).toEqual([0, 0, 2, 5, 5, 5, 5]);
    // The last period before the treatment is no base where units act in it already.
    expect(attsOf(0)[3]).not.toBe(5);
    expect(groupTimeEffects(panel, { anticipation: Number.NaN })).toMatchObject(
      { ok: false, reason: 'invalid-input' },
    );
  });
});
