import fc from 'fast-check';
import { bucketIndex, ZERO_BUCKET } from '../metrics/buckets';
import { histogramOf } from './histogram';

const at = (seconds: number, count: number) => ({
  index: bucketIndex(seconds * 1_000),
  count,
});

describe('histogramOf', () => {
  it('counts in bins people can read, those without a duration apart', () => {
    expect(
      histogramOf([{ index: ZERO_BUCKET, count: 50 }, at(2, 30), at(45, 20)]),
    ).toEqual([
      { from: 0, to: 0, share: 0.5 },
      { from: 1, to: 30, share: 0.3 },
      { from: 30, to: 60, share: 0.2 },
    ]);
  });

  it('draws no bar of fewer than 5', () => {
    expect(histogramOf([at(2, 30), at(45, 1), at(200_000, 1)])).toEqual([
      { from: 1, to: 259_200, share: 1 },
    ]);
    expect(histogramOf([{ index: ZERO_BUCKET, count: 50 }, at(45, 2)])).toEqual(
      [{ from: 0, to: 60, share: 1 }],
    );
    expect(histogramOf([at(2, 4)])).toEqual([]);
    expect(histogramOf([])).toEqual([]);
  });

  it('loses nothing, whatever is counted', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 0.001, max: 10_000_000, noNaN: true }),
            fc.integer({ min: 1, max: 100 }),
          ),
          { minLength: 1, maxLength: 40 },
        ),
        counts => {
          const bins = histogramOf(
            counts
              .map(([seconds, count]) => at(seconds, count))
              .sort((a, b) => a.index - b.index),
          );
          const total = counts.reduce((sum, [, count]) => sum + count, 0);
          const share = bins.reduce((sum, bin) => sum + bin.share, 0);
          expect(Math.abs(share - (total < 5 ? 0 : 1))).toBeLessThan(0.1);
          expect(
            bins.every((bin, i) => bin.from === (bins[i - 1]?.to ?? bin.from)),
          ).toBe(true);
        },
      ),
    );
  });
});
