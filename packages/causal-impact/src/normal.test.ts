import { normalProbability, normalQuantile } from './normal';

describe('the standard normal', () => {
  it.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.959963984540054, 0.025],
    [3, 0.9986501019683699],
    [-6, 9.865876450376981e-10],
  ])('has %p below which lies %p', (x, probability) => {
    expect(normalProbability(x) / probability).toBeCloseTo(1, 10);
    expect(normalQuantile(probability)).toBeCloseTo(x, 7);
  });

  it('has no finite quantile at the ends', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
  });
});
