import { aggregate } from '../callaway-santanna/aggregate';
import { groupTimeEffects } from '../callaway-santanna/groupTimeEffects';
import { estimateEffect } from '../effect';
import { simulatedPanel } from '../testing/simulatedPanel';
import { valueOf } from '../testing/valueOf';
import { imputedEffects } from './imputedEffects';
import { NEVER } from './windows';

describe('imputed effects', () => {
  it('are the true ones by cohort and time without noise, gaps or not', () => {
    const panel = simulatedPanel({
      starts: [3, 3, 5, Infinity, Infinity, Infinity],
      periods: 9,
      effect: (since, start) => start + since,
      noise: 0,
      missing: 0.1,
      seed: 3,
    });
    const { byCohort, byEventTime, overall, droppedCells } = valueOf(
      imputedEffects(panel),
    );
    expect(byCohort.map(({ at }) => at)).toEqual([3, 5]);
    expect(byEventTime.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5]);
    // The last event times belong to the earlier cohort only.
    expect(byEventTime.at(-1)?.att).toBeCloseTo(3 + 5, 9);
    const cells = byCohort.reduce((sum, cohort) => sum + cohort.cells, 0);
    expect(overall).toMatchObject({ cells, units: 3 });
    expect(droppedCells).toBe(0);
  });

  it('drop periods without an untreated unit and units without a base', () => {
    const panel = simulatedPanel({
      starts: [0, 2, 2, 4, 4],
      periods: 6,
      effect: () => 1,
      noise: 0,
      seed: 5,
    });
    const { overall, droppedCells, leftOut } = valueOf(imputedEffects(panel));
    expect(overall).toMatchObject({ cells: 4, units: 2 });
    expect(overall.att).toBeCloseTo(1, 9);
    expect(droppedCells).toBe(8);
    expect(leftOut).toEqual(['u000']);
  });

  it('of one cohort are those of the study', () => {
    const starts = [6, 6, 6, Infinity, Infinity, Infinity, Infinity, Infinity];
    const panel = simulatedPanel({
      starts,
      periods: 10,
      effect: since => since,
      noise: 1,
      seed: 8,
    });
    const effect = valueOf(
      estimateEffect(
        {
          grid: { units: 8, periods: 10, values: panel.outcome },
          slots: starts.map(date =>
            date < Infinity ? { onset: date, date } : NEVER,
          ),
        },
        { draws: 19 },
      ),
    );
    const imputed = valueOf(imputedEffects(panel));
    expect(imputed.overall.att).toBeCloseTo(effect.estimate, 10);
  });

  it('of a single period before the treatment are those by group and time', () => {
    const panel = simulatedPanel({
      starts: [1, 1, 1, Infinity, Infinity, Infinity, Infinity],
      periods: 4,
      effect: () => 2,
      noise: 1,
      seed: 13,
    });
    const other = valueOf(
      aggregate(valueOf(groupTimeEffects(panel)), 'dynamic'),
    );
    const imputed = valueOf(imputedEffects(panel));
    imputed.byEventTime.forEach(({ at, att }) => {
      expect(att).toBeCloseTo(
        other.by.find(effect => effect.at === at)?.att ?? NaN,
        10,
      );
    });
  });

  it.each([
    ['nobody treated', [Infinity, Infinity], 'no-treated-units'],
    ['everybody treated at once', [2, 2], 'no-usable-cells'],
    ['everybody treated from the start', [0, 0], 'no-usable-cells'],
    ['no unit', [], 'no-treated-units'],
  ])('are refused with %s', (_, starts, reason) => {
    const panel = simulatedPanel({
      starts,
      periods: 4,
      effect: () => 1,
      noise: 1,
      seed: 1,
    });
    expect(imputedEffects(panel)).toMatchObject({ ok: false, reason });
  });
});
