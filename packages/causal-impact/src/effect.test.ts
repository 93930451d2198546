import fc from 'fast-check';
import { adoptersOnlyPValue, estimateEffect, placeboEffect } from './effect';
import { eventStudy } from './eventStudy';
import { applyWeights, Grid, imputationWeights } from './imputation/imputation';
import { effectWindow, NEVER, Slot } from './imputation/windows';
import { Random } from './permutation/random';

interface Simulation {
  units: number;
  periods: number;
  slots: Slot[];
  effect: (sinceDate: number) => number;
  noise: number;
  seed: number;
  missing?: number;
}

function simulate(options: Simulation): Grid {
  const random = new Random(options.seed);
  const { units, periods } = options;
  const values = new Float64Array(units * periods);
  const week = Array.from({ length: periods }, () => random.normal());
  for (let i = 0; i < units; i += 1) {
    const unit = 2 * random.normal();
    const slot = options.slots[i]!;
    for (let t = 0; t < periods; t += 1) {
      const treated = t >= slot.date ? options.effect(t - slot.date) : 0;
      values[i * periods + t] =
        unit + week[t]! + treated + options.noise * random.normal();
    }
  }
  if (options.missing) {
    for (let cell = 0; cell < values.length; cell += 1) {
      if (random.uniform() < options.missing) values[cell] = NaN;
    }
  }
  return { units, periods, values };
}

function staggered(units: number, adopters: number, periods: number): Slot[] {
  return Array.from({ length: units }, (_, i) => {
    if (i >= adopters) return NEVER;
    const date = 10 + Math.round((i * (periods - 20)) / adopters);
    return { onset: date - 2, date };
  });
}

describe('the imputation estimator', () => {
  it.each([0, 0.15])(
    'finds a constant effect exactly without noise, %p of cells missing',
    missing => {
      const slots = staggered(20, 8, 40);
      const grid = simulate({
        units: 20,
        periods: 40,
        slots,
        effect: () => -1.5,
        noise: 0,
        seed: 3,
        missing,
      });
      const result = imputationWeights(grid, slots, effectWindow(26));
      if (!result.ok) throw new Error(result.sentence);
      expect(applyWeights(result.value.weights, grid.values)).toBeCloseTo(
        -1.5,
        9,
      );
    },
  );

  it('equals the textbook computation: fit on untreated cells, then average the gaps', () => {
    const slots = staggered(6, 3, 16).map(slot =>
      Number.isFinite(slot.date) ? slot : NEVER,
    );
    const grid = simulate({
      units: 6,
      periods: 16,
      slots,
      effect: since => since / 4,
      noise: 1,
      seed: 5,
      missing: 0.1,
    });
    const result = imputationWeights(grid, slots, effectWindow(4));
    if (!result.ok) throw new Error(result.sentence);
    expect(applyWeights(result.value.weights, grid.values)).toBeCloseTo(
      byAlternatingProjections(grid, slots, 4),
      8,
    );
  });

  it('drops treated cells of periods in which nobody is untreated, and counts them', () => {
    const slots: Slot[] = [
      { onset: 5, date: 5 },
      { onset: 8, date: 8 },
      { onset: 8, date: 8 },
    ];
    const grid = simulate({
      units: 3,
      periods: 12,
      slots,
      effect: () => 2,
      noise: 0,
      seed: 1,
    });
    const result = imputationWeights(grid, slots, effectWindow(26));
    if (!result.ok) throw new Error(result.sentence);
    expect(applyWeights(result.value.weights, grid.values)).toBeCloseTo(2, 9);
    expect(result.value).toMatchObject({ treatedUnits: 1, droppedCells: 12 });
  });
});

describe('estimateEffect', () => {
  const slots = staggered(24, 10, 60);

  it('covers the truth, finds it, and says what it could have seen', () => {
    const grid = simulate({
      units: 24,
      periods: 60,
      slots,
      effect: () => -0.6,
      noise: 0.5,
      seed: 11,
    });
    const result = estimateEffect({ grid, slots }, { draws: 999, seed: 7 });
    if (!result.ok) throw new Error(result.sentence);
    expect(result.value.pValue).toBeLessThanOrEqual(0.005);
    expect(result.value.interval.lower).toBeLessThan(-0.6);
    expect(result.value.interval.upper).toBeGreaterThan(-0.6);
    expect(result.value.smallestVisible).toBeGreaterThan(0);
    expect(result.value).toMatchObject({
      treatedUnits: 10,
      comparisonUnits: 14,
    });
  });

  it('gives an interval whose ends are where the test turns', () => {
    const grid = simulate({
      units: 24,
      periods: 60,
      slots,
      effect: () => 0.4,
      noise: 1,
      seed: 2,
    });
    const input = { grid, slots };
    const result = estimateEffect(input, { draws: 499, seed: 3 });
    if (!result.ok) throw new Error(result.sentence);
    const { lower, upper } = result.value.interval;
    const rejected = (t: number) => {
      const shifted = Float64Array.from(grid.values);
      slots.forEach((slot, i) => {
        for (let p = slot.date; p < 60; p += 1) shifted[i * 60 + p]! -= t;
      });
      const moved = estimateEffect(
        { grid: { ...grid, values: shifted }, slots },
        { draws: 499, seed: 3 },
      );
      if (!moved.ok) throw new Error(moved.sentence);
      return moved.value.pValue <= 0.05;
    };
    expect(rejected(lower - 1e-6)).toBe(true);
    expect(rejected(lower + 1e-6)).toBe(false);
    expect(rejected(upper - 1e-6)).toBe(false);
    expect(rejected(upper + 1e-6)).toBe(true);
  });

  it('is the same with the fast and the general computation of the draws', () => {
    const grid = simulate({
      units: 24,
      periods: 60,
      slots,
      effect: () => 0.4,
      noise: 1,
      seed: 2,
    });
    // A unit without a single observation has no weight, but makes the panel unbalanced.
    const gap = new Float64Array(25 * 60).fill(NaN);
    gap.set(grid.values);
    const fast = estimateEffect(
      { grid, slots, strata: slots.map(() => 'a') },
      { draws: 199 },
    );
    const general = estimateEffect(
      {
        grid: { units: 25, periods: 60, values: gap },
        slots: [...slots, NEVER],
        strata: [...slots.map(() => 'a'), 'b'],
      },
      { draws: 199 },
    );
    if (!fast.ok || !general.ok) throw new Error('refused');
    expect(general.value.estimate).toBeCloseTo(fast.value.estimate, 9);
    expect(general.value.pValue).toBe(fast.value.pValue);
    expect(general.value.interval.lower).toBeCloseTo(
      fast.value.interval.lower,
      8,
    );
  });

  it('lists all assignments where they are few, the actual one among them', () => {
    const few = [
      ...staggered(2, 2, 60),
      ...Array.from({ length: 6 }, () => NEVER),
    ];
    const grid = simulate({
      units: 8,
      periods: 60,
      slots: few,
      effect: () => 3,
      noise: 0.3,
      seed: 4,
    });
    const result = estimateEffect({ grid, slots: few });
    if (!result.ok) throw new Error(result.sentence);
    expect(result.value).toMatchObject({
      enumerated: true,
      distinctAssignments: 56,
      draws: 56,
    });
    expect(result.value.pValue).toBeCloseTo(1 / 56, 9);
  });

  it.each([
    ['nobody adopted', [NEVER, NEVER, NEVER], 'no-treated-units'],
    [
      'too few assignments',
      [{ onset: 5, date: 5 }, NEVER, NEVER],
      'too-few-assignments',
    ],
    [
      'everybody treated from the start',
      [
        { onset: 0, date: 0 },
        { onset: 0, date: 0 },
        { onset: 0, date: 0 },
      ],
      'no-usable-cells',
    ],
    [
      'a date before its onset',
      [{ onset: 6, date: 5 }, NEVER, NEVER],
      'invalid-input',
    ],
  ])('refuses when %s', (_, given, reason) => {
    const grid = simulate({
      units: 3,
      periods: 12,
      slots: given,
      effect: () => 0,
      noise: 1,
      seed: 1,
    });
    expect(estimateEffect({ grid, slots: given })).toMatchObject({
      ok: false,
      reason,
    });
  });

  it('answers or refuses, never NaN, whatever panel it is given', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (units, periods, seed, missing) => {
          const random = new Random(seed);
          const given = Array.from({ length: units }, () => {
            if (random.uniform() < 0.4) return NEVER;
            const onset = random.integer(periods + 2);
            return { onset, date: onset + random.integer(3) };
          });
          const grid = simulate({
            units,
            periods,
            slots: given,
            effect: () => 1,
            noise: 1,
            seed,
            missing,
          });
          const result = estimateEffect(
            { grid, slots: given },
            { draws: 19, level: 0.5 },
          );
          if (!result.ok) return result.sentence.length > 0;
          const { estimate, pValue, interval, smallestVisible } = result.value;
          return (
            Number.isFinite(estimate) &&
            pValue > 0 &&
            pValue <= 1 &&
            interval.lower <= interval.upper &&
            Number.isFinite(smallestVisible)
          );
        },
      ),
      { numRuns: 300, seed: 20261123 },
    );
  });
});

describe('what stands beside an effect', () => {
  const slots = staggered(24, 10, 60);

  it('a placebo finds adopters that were moving before they adopted', () => {
    const quiet = simulate({
      units: 24,
      periods: 60,
      slots,
      effect: () => -1,
      noise: 0.4,
      seed: 8,
    });
    const moving = { ...quiet, values: Float64Array.from(quiet.values) };
    slots.forEach(({ onset }, i) => {
      for (let t = Math.max(0, onset - 8); t < Math.min(60, onset); t += 1) {
        moving.values[i * 60 + t]! -= 1;
      }
    });
    const calm = placeboEffect({ grid: quiet, slots }, 8);
    const alarm = placeboEffect({ grid: moving, slots }, 8);
    if (!calm.ok || !alarm.ok) throw new Error('refused');
    expect(calm.value.pValue).toBeGreaterThan(0.05);
    expect(alarm.value.pValue).toBeLessThanOrEqual(0.01);
  });

  it('the event study shows a growing effect and no lead', () => {
    const grid = simulate({
      units: 24,
      periods: 60,
      slots,
      effect: since => -0.2 * since,
      noise: 0.3,
      seed: 6,
    });
    const points = eventStudy({ grid, slots });
    if (!points.ok) throw new Error(points.sentence);
    const leads = points.value.filter(point => point.from < 0);
    const lags = points.value.filter(point => point.from >= 0);
    expect(leads.every(point => point.lower < 0 && point.upper > 0)).toBe(true);
    expect(lags.map(point => point.estimate)).toEqual(
      [...lags].map(point => point.estimate).sort((a, b) => b - a),
    );
    expect(lags.at(-1)?.upper).toBeLessThan(0);
  });

  it('adopters only: small when the date matters', () => {
    const grid = simulate({
      units: 24,
      periods: 60,
      slots,
      effect: () => -1,
      noise: 0.4,
      seed: 9,
    });
    const result = adoptersOnlyPValue({ grid, slots });
    if (!result.ok) throw new Error(result.sentence);
    expect(result.value).toBeLessThanOrEqual(0.05);
  });
});

/** Unit and period effects by alternating projections: slow, and nothing like the code it checks. */
function byAlternatingProjections(
  grid: Grid,
  slots: readonly Slot[],
  horizon: number,
) {
  const { units, periods, values } = grid;
  const fit = (i: number, t: number) =>
    t < slots[i]!.onset && !Number.isNaN(values[i * periods + t]!);
  const a = new Float64Array(units);
  const b = new Float64Array(periods);
  for (let round = 0; round < 20_000; round += 1) {
    for (let i = 0; i < units; i += 1) {
      const cells = [...b.keys()].filter(t => fit(i, t));
      a[i] =
        cells.reduce((sum, t) => sum + values[i * periods + t]! - b[t]!, 0) /
        cells.length;
    }
    for (let t = 0; t < periods; t += 1) {
      const cells = [...a.keys()].filter(i => fit(i, t));
      if (cells.length > 0) {
        b[t] =
          cells.reduce((sum, i) => sum + values[i * periods + t]! - a[i]!, 0) /
          cells.length;
      }
    }
  }
  const perUnit = slots.flatMap((slot, i) => {
    const gaps = [...b.keys()]
      .filter(t => t >= slot.date && t < slot.date + horizon)
      .filter(t => !Number.isNaN(values[i * periods + t]!))
      .filter(t => [...a.keys()].some(unit => fit(unit, t)))
      .map(t => values[i * periods + t]! - a[i]! - b[t]!);
    return gaps.length > 0
      ? [gaps.reduce((x, y) => x + y, 0) / gaps.length]
      : [];
  });
  return perUnit.reduce((x, y) => x + y, 0) / perUnit.length;
}
