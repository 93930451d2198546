import { aggregate } from './aggregate';
import { groupTimeEffects } from './groupTimeEffects';
import { simultaneousBands } from './multiplierBootstrap';
import { simulatedPanel } from '../testing/simulatedPanel';
import { valueOf } from '../testing/valueOf';

const STARTS = Array.from({ length: 80 }, (_, i) =>
  i < 40 ? Infinity : 3 + (i % 3),
);

function effectsOf(seed: number, effect = (since: number) => since) {
  return valueOf(
    groupTimeEffects(
      simulatedPanel({ starts: STARTS, periods: 8, effect, noise: 1, seed }),
    ),
  );
}

describe('simultaneous bands', () => {
  it('have the standard errors of the influence functions, and are wider than single intervals', () => {
    const estimated = effectsOf(4);
    const { bands, criticalValue } = valueOf(
      simultaneousBands(estimated.effects, { draws: 4000 }),
    );
    expect(criticalValue).toBeGreaterThan(2.4);
    expect(criticalValue).toBeLessThan(3.6);
    estimated.effects.forEach(({ standardError }, k) => {
      expect(bands[k]!.standardError / standardError!).toBeGreaterThan(0.9);
      expect(bands[k]!.standardError / standardError!).toBeLessThan(1.1);
    });
  });

  it('are pointwise intervals for one estimate', () => {
    const { overall } = valueOf(aggregate(effectsOf(4), 'simple'));
    const { criticalValue } = valueOf(
      simultaneousBands([overall], { draws: 4000 }),
    );
    expect(criticalValue).toBeGreaterThan(1.9599);
    expect(criticalValue).toBeLessThan(2.08);
  });

  it('cover all effects by event time together in about 95 % of samples', () => {
    let covered = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const { by } = valueOf(aggregate(effectsOf(seed), 'dynamic'));
      const { bands } = valueOf(simultaneousBands(by, { draws: 199, seed }));
      const holds = by.every(({ at }, k) => {
        const truth = at >= 0 ? at : 0;
        return bands[k]!.lower <= truth && truth <= bands[k]!.upper;
      });
      if (holds) covered += 1;
    }
    // Normal theory with 13 units a cohort: a little below 95 % is to be expected, far below is a fault.
    expect(covered / 200).toBeGreaterThan(0.86);
    expect(covered / 200).toBeLessThan(0.99);
  });

  it('depend on the seed only, and widen when units move in clusters', () => {
    const { effects } = effectsOf(7);
    expect(simultaneousBands(effects, { seed: 3 })).toEqual(
      simultaneousBands(effects, { seed: 3 }),
    );
    const influence = new Float64Array(40).map((_, i) => (i < 20 ? 1 : -1));
    const alone = valueOf(simultaneousBands([{ att: 0, influence }]));
    const together = valueOf(
      simultaneousBands([{ att: 0, influence }], {
        clusters: Array.from({ length: 40 }, (_, i) => `${i >> 1}`),
      }),
    );
    expect(
      together.bands[0]!.standardError / alone.bands[0]!.standardError,
    ).toBeCloseTo(Math.sqrt(2), 0);
  });

  it('leave out what does not vary and refuse what cannot be banded', () => {
    const still = { att: 0, influence: new Float64Array(10) };
    const moving = {
      att: 1,
      influence: new Float64Array(10).map((_, i) => i - 4.5),
    };
    expect(
      valueOf(simultaneousBands([still, moving])).bands[0],
    ).toBeUndefined();
    expect(simultaneousBands([still])).toMatchObject({
      ok: false,
      reason: 'too-few-units',
    });
    expect(simultaneousBands([])).toMatchObject({
      ok: false,
      reason: 'invalid-input',
    });
    expect(simultaneousBands([moving], { draws: 3 })).toMatchObject({
      ok: false,
    });
    expect(
      simultaneousBands([moving], {
        clusters: Array.from({ length: 10 }, () => 'a'),
      }),
    ).toMatchObject({ ok: false, reason: 'too-few-units' });
  });
});
