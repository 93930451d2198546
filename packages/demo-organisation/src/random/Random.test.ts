import { Random } from './Random';

function draws(random: Random): number[] {
  return Array.from({ length: 50 }, () => random.uniform());
}

describe('Random', () => {
  it('gives the same numbers for the same key, others for another', () => {
    expect(draws(Random.of(1, 'lanes'))).toEqual(draws(Random.of(1, 'lanes')));
    expect(draws(Random.of(1, 'lanes'))).not.toEqual(
      draws(Random.of(1, 'tracking')),
    );
    // the parts of a key do not run together
    expect(draws(Random.of('a', 'b'))).not.toEqual(draws(Random.of('ab')));
  });

  it('has the moments it should', () => {
    const random = Random.of('moments');
    const mean = (draw: () => number) =>
      Array.from({ length: 20_000 }, draw).reduce((sum, x) => sum + x, 0) /
      20_000;
    expect(mean(() => random.normal())).toBeCloseTo(0, 1);
    expect(mean(() => random.normal() ** 2)).toBeCloseTo(1, 1);
    expect(mean(() => random.poisson(7))).toBeCloseTo(7, 0);
    expect(mean(() => Math.log(random.logNormal(5, 1)))).toBeCloseTo(
      Math.log(5),
      1,
    );
    expect(
      mean(() =>
        random.weighted([
          [1, 0.25],
          [0, 0.75],
        ]),
      ),
    ).toBeCloseTo(0.25, 1);
  });

  it('shuffles everything and nothing else', () => {
    const items = Array.from({ length: 30 }, (_, index) => index);
    const shuffled = Random.of('shuffle').shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
  });

  it('picks nothing from nothing', () => {
    expect(() => Random.of('empty').pick([])).toThrow(RangeError);
  });
});
