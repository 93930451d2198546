import fc from 'fast-check';
import {
  durationTicks,
  logDurationTicks,
  numberTicks,
  weekTicks,
} from './axis';

describe('ticks', () => {
  it('of weeks end with the last one', () => {
    expect(weekTicks(26, 12)).toEqual([1, 4, 7, 10, 13, 16, 19, 22, 25]);
    expect(weekTicks(1, 12)).toEqual([0]);
    expect(weekTicks(0, 12)).toEqual([]);
  });

  it('of durations are round ones', () => {
    expect(durationTicks(106)).toEqual([0, 30, 60, 90, 120]);
    expect(durationTicks(9700)).toEqual([0, 3600, 7200, 10_800]);
    expect(durationTicks(0)).toEqual([0, 1]);
  });

  it.each([
    ['durationTicks', durationTicks],
    ['numberTicks', numberTicks],
  ])(
    '%s: two to six, evenly spaced from zero, the last not below the greatest value',
    (_, ticksOf) => {
      fc.assert(
        fc.property(fc.double({ min: 0.01, max: 1e9, noNaN: true }), max => {
          const ticks = ticksOf(max);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(6 + 1);
          expect(ticks[0]).toBe(0);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-6));
        }),
      );
    },
  );

  it('of a logarithmic axis enclose the values', () => {
    const ticks = logDurationTicks(2, 4000);
    expect(ticks[0]).toBeLessThanOrEqual(2);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(4000);
    expect(ticks.length).toBeLessThanOrEqual(8);
  });
});
