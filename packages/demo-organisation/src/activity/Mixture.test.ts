import { Random } from '../random/Random';
import { draw, fitMixture, mixtureMean, shareBelow } from './Mixture';
import { DATA_WORK, EVALUATION, SIMULATION, TRAINING } from './models';

describe('fitMixture', () => {
  it.each([
    ['training', TRAINING],
    ['evaluation', EVALUATION],
    ['simulation', SIMULATION],
    ['data work', DATA_WORK],
  ])(
    'gives %s the published median and mean',
    (_, { run, queue, published }) => {
      expect(mixtureMean(run)).toBeCloseTo(published.meanRunSeconds, 6);
      expect(shareBelow(run, published.medianRunSeconds)).toBeCloseTo(0.5, 6);
      expect(mixtureMean(queue)).toBeCloseTo(published.meanQueueSeconds, 6);
      // Of a median of 0 it is enough that half of all values are 0.
      const atMedian = published.medianQueueSeconds
        ? shareBelow(queue, published.medianQueueSeconds)
        : Math.min(queue.zeroShare, 0.5);
      expect(atMedian).toBeCloseTo(0.5, 6);
    },
  );

  it('refuses a shape that cannot have the median and the mean', () => {
    const shape = { shortShare: 0.5, shortSigma: 1, longSigma: 1 };
    expect(() => fitMixture({ median: 100, mean: 1 }, shape)).toThrow(
      RangeError,
    );
    expect(() => fitMixture({ median: 0, mean: 10 }, shape)).toThrow(
      'A median of 0 needs half of the values to be 0',
    );
  });

  it('is what is drawn', () => {
    const random = Random.of('mixture');
    const values = Array.from({ length: 20_000 }, () =>
      draw(TRAINING.queue, random),
    );
    const zeros = values.filter(value => value === 0).length / values.length;
    expect(zeros).toBeCloseTo(TRAINING.queue.zeroShare, 1);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean / mixtureMean(TRAINING.queue) - 1)).toBeLessThan(0.1);
  });
});
