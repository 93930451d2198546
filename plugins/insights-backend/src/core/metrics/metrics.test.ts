import fc from 'fast-check';
import { Bucket, bucketIndex, bucketQuantile } from './buckets';
import { kaplanMeierQuantiles } from './kaplanMeier';
import { peopleBand } from './peopleBand';
import { mayShowQuantile, QUANTILES, quantileType7 } from './quantiles';

/** Counts values as the roll-up does, and adds up counts as the query over cells does. */
function bucketsOf(values: readonly number[]): Bucket[] {
  const counts = new Map<number, number>();
  for (const value of values) {
    const index = bucketIndex(value);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([index, count]) => ({ index, count }));
}

describe('quantileType7', () => {
  it.each([
    { values: [5], q: 0.9, expected: 5 },
    { values: [1, 2], q: 0.5, expected: 1.5 },
    { values: [1, 2, 3, 4], q: 0.25, expected: 1.75 },
    { values: [0, 0, 10], q: 0.75, expected: 5 },
    { values: [1, 2, 3], q: 1, expected: 3 },
  ])('of $values at $q is $expected', ({ values, q, expected }) => {
    expect(quantileType7(values, q)).toBeCloseTo(expected, 12);
  });

  it('refuses no values', () => {
    expect(() => quantileType7([], 0.5)).toThrow(/0 values/);
  });
});

describe('bucketQuantile', () => {
  it('is within 0.5 % of the order statistic next to rank q(n-1)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10_000_000_000 }), {
          minLength: 1,
          maxLength: 200,
        }),
        fc.constantFrom(...QUANTILES.map(({ q }) => q)),
        (values, q) => {
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.round(q * (sorted.length - 1))] ?? 0;
          const answer = bucketQuantile(bucketsOf(values), q);
          expect(Math.abs(answer - exact)).toBeLessThanOrEqual(
            exact * 0.005 * (1 + 1e-9),
          );
        },
      ),
    );
  });

  it('keeps zero apart from one millisecond', () => {
    expect(bucketQuantile(bucketsOf([0, 0, 1]), 0.5)).toBe(0);
    expect(bucketQuantile(bucketsOf([0, 1, 1]), 0.5)).toBeCloseTo(1, 2);
  });
});

describe('mayShowQuantile', () => {
  it.each([
    { n: 20, shown: ['p50', 'p75'] },
    { n: 49, shown: ['p50', 'p75'] },
    { n: 50, shown: ['p50', 'p75', 'p90'] },
    { n: 99, shown: ['p50', 'p75', 'p90'] },
    { n: 100, shown: ['p50', 'p75', 'p90', 'p95'] },
    { n: 499, shown: ['p50', 'p75', 'p90', 'p95'] },
    { n: 500, shown: ['p50', 'p75', 'p90', 'p95', 'p99'] },
  ])('of $n values shows $shown', ({ n, shown }) => {
    expect(
      QUANTILES.filter(({ q }) => mayShowQuantile(n, q)).map(
        ({ name }) => name,
      ),
    ).toEqual(shown);
  });
});

describe('kaplanMeierQuantiles', () => {
  it('is the plain median where nobody gave up', () => {
    const waits = [1, 2, 3, 4].map(milliseconds => ({
      milliseconds,
      ended: 1,
      givenUp: 0,
    }));
    expect(kaplanMeierQuantiles(waits, [0.5, 0.9])).toEqual([2, 4]);
  });

  // The remission times of Freireich et al. (1963), treated group: the textbook gives S(23) = 0.448, so p50 is 23.
  it('gives the textbook answer', () => {
    const ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    const givenUp = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    const waits = [
      ...ended.map(milliseconds => ({ milliseconds, ended: 1, givenUp: 0 })),
      ...givenUp.map(milliseconds => ({ milliseconds, ended: 0, givenUp: 1 })),
    ];
    // Counts of equal lengths come together from the store.
    const byLength = new Map<number, { ended: number; givenUp: number }>();
    for (const wait of waits) {
      const sum = byLength.get(wait.milliseconds) ?? { ended: 0, givenUp: 0 };
      sum.ended += wait.ended;
      sum.givenUp += wait.givenUp;
      byLength.set(wait.milliseconds, sum);
    }
    const counted = [...byLength].map(([milliseconds, sum]) => ({
      milliseconds,
      ...sum,
    }));
    expect(kaplanMeierQuantiles(counted, [0.5, 0.9])).toEqual([23, undefined]);
  });

  it('has no median where most gave up first', () => {
    expect(
      kaplanMeierQuantiles(
        [
          { milliseconds: 1, ended: 0, givenUp: 9 },
          { milliseconds: 2, ended: 1, givenUp: 2 },
        ],
        [0.5],
      ),
    ).toEqual([undefined]);
  });
});

describe('peopleBand', () => {
  it.each([
    [4, undefined],
    [5, '5-9'],
    [9, '5-9'],
    [10, '10-19'],
    [19, '10-19'],
    [20, '20-49'],
    [49, '20-49'],
    [50, '50+'],
  ])('of %i people is %s', (count, band) => {
    expect(peopleBand(count)).toBe(band);
  });
});
