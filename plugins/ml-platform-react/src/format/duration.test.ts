import fc from 'fast-check';
import {
  durationIn,
  durationUnitFor,
  formatDuration,
  formatDurationIn,
  formatExactDuration,
} from './duration';

/** Expectations are typed with plain spaces. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [0.0002, '< 1 ms'],
    [0.35, '350 ms'],
    [0.9996, '1 s'],
    [2, '2 s'],
    [2.34, '2.3 s'],
    [9.96, '10 s'],
    [42, '42 s'],
    [59.6, '1 min'],
    [106, '1 min 46 s'],
    [3599.6, '1 h'],
    [18_732, '5 h 12 min'],
    [86_399, '1 d'],
    [7 * 3600, '7 h'],
    [90 * 3600, '3 d 18 h'],
    [-90, '−1 min 30 s'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('writes %d s as %s', (seconds, expected) => {
    expect(plain(formatDuration(seconds))).toBe(expected);
  });

  it('uses two neighbouring units at most, and is never further off than half of the smaller one', () => {
    const size: Record<string, number> = {
      ms: 0.001,
      s: 1,
      min: 60,
      h: 3600,
      d: 86_400,
    };
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e8, noNaN: true }), seconds => {
        const words = plain(formatDuration(seconds))
          .replaceAll(',', '')
          .split(' ');
        const units = words.filter((_, index) => index % 2 === 1);
        expect(units.length).toBeLessThanOrEqual(2);
        const said = units.reduce(
          (sum, unit, index) =>
            sum + Number(words[index * 2]) * (size[unit] ?? NaN),
          0,
        );
        const smallest =
          seconds < 10 ? seconds / 10 : (size[units.at(-1) ?? 's'] ?? 1);
        expect(Math.abs(said - seconds)).toBeLessThanOrEqual(
          Math.max(smallest, 0.0005),
        );
      }),
    );
  });
});

describe('a column of durations', () => {
  it.each([
    [[], 's'],
    [[0, 0], 's'],
    [[0.01, 0.02], 'ms'],
    [[2, 35, 106], 's'],
    [[600, 1200, 90_000], 'min'],
    [[7200, 8000], 'h'],
    [[400_000], 'd'],
  ])('with %j is in %s', (values, unit) => {
    expect(durationUnitFor(values)).toBe(unit);
  });

  it('keeps that unit for each value', () => {
    expect(plain(formatDurationIn(1800, 'h'))).toBe('0.5 h');
    expect(plain(formatDurationIn(4_464_000, 'h'))).toBe('1,240 h');
    expect(durationIn(90, 'min')).toBe(1.5);
  });

  it('keeps every digit for a tooltip', () => {
    expect(plain(formatExactDuration(18_732.4567))).toBe('18,732.457 s');
  });
});

describe('durationUnitFor a column with one very large value', () => {
  it('takes a larger unit rather than five digits', () => {
    expect(durationUnitFor([2, 35, 60, 34_551])).toBe('min');
    expect(plain(formatDurationIn(34_551, 'min'))).toBe('576 min');
    expect(plain(formatDurationIn(2, 'min'))).toBe('< 0.1 min');
  });
});
