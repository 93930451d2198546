import fc from 'fast-check';
import { decompose } from '../bacon';
import { aggregate } from '../callaway-santanna/aggregate';
import { groupTimeEffects } from '../callaway-santanna/groupTimeEffects';
import { anyPanel, hasNoNaN, simulatedPanel } from '../testing/simulatedPanel';
import { valueOf } from '../testing/valueOf';
import { sunAbraham } from './sunAbraham';

const STARTS = Array.from({ length: 60 }, (_, i) =>
  i < 24 ? Infinity : 2 + (i % 5),
);

describe('the interaction-weighted estimator', () => {
  it("equals Callaway and Sant'Anna with a universal base where nothing is missing", () => {
    const panel = simulatedPanel({
      starts: STARTS,
      periods: 9,
      effect: since => since / 2,
      noise: 1,
      seed: 8,
    });
    const ours = valueOf(sunAbraham(panel));
    const theirs = valueOf(
      groupTimeEffects(panel, {
        comparison: 'never-treated',
        estimator: 'regression',
        base: 'universal',
      }),
    );
    expect(ours.effects).toHaveLength(theirs.effects.length);
    ours.effects.forEach((effect, k) => {
      const other = theirs.effects[k]!;
      expect([effect.group, effect.period]).toEqual([
        other.group,
        other.period,
      ]);
      expect(effect.att).toBeCloseTo(other.att, 10);
      expect(effect.standardError ?? 0).toBeCloseTo(
        other.standardError ?? 0,
        10,
      );
    });
    for (const kind of ['simple', 'dynamic', 'group', 'calendar'] as const) {
      const a = valueOf(aggregate(ours, kind)).overall;
      const b = valueOf(aggregate(theirs, kind)).overall;
      expect(a.att).toBeCloseTo(b.att, 10);
      expect(a.standardError ?? 0).toBeCloseTo(b.standardError ?? 0, 10);
    }
  });

  it('equals the regression it stands for, gaps or not', () => {
    const panel = simulatedPanel({
      starts: STARTS.slice(12, 40),
      periods: 7,
      effect: since => 1 + since,
      noise: 1,
      seed: 5,
      missing: 0.2,
    });
    const { effects } = valueOf(sunAbraham(panel));
    const slow = interactionRegression(panel);
    for (const { group, period, att } of effects) {
      expect(att).toBeCloseTo(slow(group, period), 6);
    }
  });

  it('finds the truth where two-way fixed effects are far from it', () => {
    // 45 of 95 units, five a period, effects that grow from below to above, -1 on average over treated cells.
    const starts = Array.from({ length: 95 }, (_, i) =>
      i < 45 ? 1 + (i % 9) : Infinity,
    );
    const lengths = starts.filter(Number.isFinite).map(start => 10 - start);
    const cells = lengths.reduce((sum, n) => sum + n, 0);
    const mean = lengths.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0) / cells;
    const panel = simulatedPanel({
      starts,
      periods: 10,
      effect: since => -1 + 2.5 * (since - mean),
      noise: 0.5,
      seed: 20,
    });
    const { att } = valueOf(
      aggregate(valueOf(sunAbraham(panel)), 'simple'),
    ).overall;
    expect(Math.abs(att + 1)).toBeLessThan(0.25);
    expect(Math.abs(valueOf(decompose(panel)).total + 1)).toBeGreaterThan(1);
  });

  it('takes the last treated cohort for control where nobody is never treated', () => {
    const panel = simulatedPanel({
      starts: STARTS.map(start => (Number.isFinite(start) ? start : 6)),
      periods: 9,
      effect: since => -2 - since,
      noise: 0,
      seed: 8,
    });
    const result = valueOf(sunAbraham(panel, { control: 'last-treated' }));
    expect(result.panel.periods).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { group, period, att } of result.effects) {
      expect(att).toBeCloseTo(period < group ? 0 : -2 - (period - group), 9);
    }
    expect(sunAbraham(panel)).toMatchObject({
      ok: false,
      reason: 'no-untreated-units',
    });
  });

  it('skips a period that nothing ties to the base, and says so', () => {
    const panel = simulatedPanel({
      starts: [2, Infinity, Infinity],
      periods: 5,
      effect: () => 3,
      noise: 0,
      seed: 1,
    });
    panel.outcome[4] = NaN;
    const result = valueOf(sunAbraham(panel));
    expect(result.skipped).toEqual([
      {
        group: 2,
        period: 4,
        why: 'no treated unit ties the period to the base',
      },
    ]);
    expect(valueOf(aggregate(result, 'simple')).overall.att).toBeCloseTo(3, 9);
  });

  it('answers or refuses, never NaN, whatever panel it is given', () => {
    fc.assert(
      fc.property(
        fc.record({
          units: fc.integer({ min: 1, max: 9 }),
          periods: fc.integer({ min: 1, max: 8 }),
          seed: fc.integer({ min: 1, max: 5000 }),
          missing: fc.double({ min: 0, max: 0.9, noNaN: true }),
        }),
        fc.constantFrom('never-treated' as const, 'last-treated' as const),
        (shape, control) => {
          const result = sunAbraham(anyPanel(shape), { control });
          if (!result.ok) return result.sentence.length > 0;
          const kinds = ['simple', 'group', 'dynamic', 'calendar'] as const;
          return (
            hasNoNaN(result.value.effects) &&
            kinds.every(kind => hasNoNaN(aggregate(result.value, kind)))
          );
        },
      ),
      { numRuns: 300, seed: 20261123 },
    );
  });
});

/** The saturated regression by alternating projections: slow, and nothing like the code it checks. */
function interactionRegression(panel: {
  units: readonly string[];
  periods: readonly number[];
  outcome: Float64Array;
  firstTreated: readonly number[];
}) {
  const width = panel.periods.length;
  const last = width - 1;
  const unit = new Float64Array(panel.units.length);
  const common = new Float64Array(width);
  const own = new Map<string, number>();
  const key = (i: number, t: number) => {
    const group = panel.firstTreated[i]!;
    if (group > last || t === group - 1) return undefined;
    return `${group}/${t}`;
  };
  const cells = panel.units.flatMap((_, i) =>
    panel.periods.flatMap((__, t) =>
      Number.isNaN(panel.outcome[i * width + t]!) ? [] : [{ i, t }],
    ),
  );
  const fit = (
    of: (cell: { i: number; t: number }) => string | undefined,
    other: (cell: { i: number; t: number }) => number,
  ) => {
    const sums = new Map<string, [number, number]>();
    for (const cell of cells) {
      const name = of(cell);
      if (name === undefined) continue;
      const [sum, count] = sums.get(name) ?? [0, 0];
      const value = panel.outcome[cell.i * width + cell.t]!;
      sums.set(name, [sum + value - other(cell), count + 1]);
    }
    return sums;
  };
  const extra = (cell: { i: number; t: number }) =>
    own.get(key(cell.i, cell.t) ?? '') ?? 0;
  for (let round = 0; round < 6000; round += 1) {
    fit(
      ({ i }) => `${i}`,
      cell => common[cell.t]! + extra(cell),
    ).forEach(([sum, count], name) => {
      unit[Number(name)] = sum / count;
    });
    fit(
      ({ t }) => `${t}`,
      cell => unit[cell.i]! + extra(cell),
    ).forEach(([sum, count], name) => {
      common[Number(name)] = sum / count;
    });
    fit(
      ({ i, t }) => key(i, t),
      ({ i, t }) => unit[i]! + common[t]!,
    ).forEach(([sum, count], name) => own.set(name, sum / count));
  }
  return (group: number, period: number) => own.get(`${group}/${period}`) ?? 0;
}
