import fc from 'fast-check';
import { NEVER } from '../imputation/windows';
import { Random } from '../permutation/random';
import { hasNoNaN } from '../testing/simulatedPanel';
import { valueOf } from '../testing/valueOf';
import { endSeries, ineligibility } from './eligibility';
import { falseDiscoveryRates } from './falseDiscovery';
import {
  logOfPercent,
  percentEffectOfLevels,
  percentEffectOfLog,
  percentOfLog,
  winsorise,
} from './percent';
import { shrinkEstimates } from './shrinkage';
import { ClassCell, standardiseToPreMix } from './standardise';

describe('false discovery rates', () => {
  it('are those of the example of Benjamini and Hochberg: four of fifteen at 5 %', () => {
    const pValues = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
      0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const rates = valueOf(falseDiscoveryRates(pValues));
    expect(rates.filter(q => q <= 0.05)).toHaveLength(4);
    expect(rates[0]).toBeCloseTo(0.0015, 10);
    expect(rates[4]).toBeCloseTo(0.0603, 10);
    // The sixth has 0.0695 by itself, but the seventh is better, and who is above it is at least as good.
    expect(rates[5]).toBeCloseTo(0.0638571428, 9);
    expect(rates[14]).toBe(1);
  });

  it('keep the order of the p-values, are no less than them, and do not depend on where a study stands', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }),
        pValues => {
          const rates = valueOf(falseDiscoveryRates(pValues));
          const reversed = valueOf(
            falseDiscoveryRates([...pValues].reverse()),
          ).reverse();
          return rates.every(
            (q, k) =>
              q >= pValues[k]! - 1e-12 &&
              q <= 1 &&
              Math.abs(q - reversed[k]!) < 1e-12 &&
              rates.every((other, l) =>
                pValues[l]! < pValues[k]! ? other <= q : true,
              ),
          );
        },
      ),
    );
  });

  it('are not made of what is no p-value', () => {
    expect(falseDiscoveryRates([0.1, NaN])).toMatchObject({
      ok: false,
      reason: 'invalid-input',
    });
  });
});

describe('shrinkage', () => {
  it('is nearer to the truth than the estimates, most of all for the largest', () => {
    const random = new Random(5);
    let plain = 0;
    let shrunk = 0;
    let largest = 0;
    for (let portfolio = 0; portfolio < 200; portfolio += 1) {
      const studies = Array.from({ length: 12 }, () => {
        const truth = 0.1 * random.normal();
        const standardError = 0.05 + 0.15 * random.uniform();
        return {
          truth,
          standardError,
          estimate: truth + standardError * random.normal(),
        };
      });
      const { estimates } = valueOf(shrinkEstimates(studies));
      const top = studies.reduce(
        (best, s, k) => (s.estimate > studies[best]!.estimate ? k : best),
        0,
      );
      for (const [k, { truth, estimate }] of studies.entries()) {
        plain += (estimate - truth) ** 2;
        shrunk += (estimates[k]!.estimate - truth) ** 2;
      }
      largest += estimates[top]!.estimate - studies[top]!.truth;
    }
    expect(shrunk / plain).toBeLessThan(0.6);
    expect(Math.abs(largest / 200)).toBeLessThan(0.03);
  });

  it('takes everything for noise where estimates vary no more than their errors', () => {
    const studies = [0.1, -0.1, 0.05].map(estimate => ({
      estimate,
      standardError: 0.2,
    }));
    expect(valueOf(shrinkEstimates(studies))).toMatchObject({
      spread: 0,
      centre: 0,
    });
    const towardsMean = valueOf(shrinkEstimates(studies, 'mean'));
    for (const { estimate } of towardsMean.estimates) {
      expect(estimate).toBeCloseTo(0.05 / 3, 10);
    }
  });

  it('of one clear study is little, of two towards their mean is refused', () => {
    const [one] = valueOf(
      shrinkEstimates([{ estimate: 1, standardError: 0.1 }]),
    ).estimates;
    expect(one!.estimate).toBeCloseTo(0.99, 6);
    const two = [1, 2].map(estimate => ({ estimate, standardError: 1 }));
    expect(shrinkEstimates(two, 'mean')).toMatchObject({
      ok: false,
      reason: 'too-few-units',
    });
    expect(shrinkEstimates([{ estimate: 1, standardError: 0 }])).toMatchObject({
      ok: false,
      reason: 'invalid-input',
    });
    expect(shrinkEstimates([])).toMatchObject({ ok: false });
  });
});

describe('eligibility', () => {
  const grid = { units: 5, periods: 20, values: new Float64Array(100).fill(1) };
  const slots = [
    { onset: 8, date: 10 },
    { onset: 7, date: 10 },
    { onset: 15, date: 17 },
    NEVER,
    NEVER,
  ];
  grid.values.fill(NaN, 61, 70);

  it('asks for periods before and after, and few gaps', () => {
    expect(ineligibility(grid, slots)).toEqual([
      undefined,
      'too-few-untreated',
      'too-few-treated',
      'gaps',
      undefined,
    ]);
  });

  it('counts periods up to the end of a series only', () => {
    const ends = [13, 20, 20, Infinity, 9];
    expect(ineligibility(endSeries(grid, ends), slots, {}, ends)).toEqual([
      'too-few-treated',
      'too-few-untreated',
      'too-few-treated',
      'gaps',
      undefined,
    ]);
    expect(endSeries(grid, ends).values.filter(Number.isNaN)).toHaveLength(
      9 + 7 + 11,
    );
    expect(grid.values.filter(Number.isNaN)).toHaveLength(9);
  });
});

describe('percentages', () => {
  const effect = {
    estimate: Math.log(0.82),
    interval: { lower: Math.log(0.71), upper: Math.log(0.94) },
    smallestVisible: 0.2,
    treatedMean: 3,
  };

  it('of logarithms are there and back again', () => {
    const { estimate, lower, upper, smallestVisible } =
      percentEffectOfLog(effect);
    expect(estimate).toBeCloseTo(-18, 10);
    expect(lower).toBeCloseTo(-29, 10);
    expect(upper).toBeCloseTo(-6, 10);
    expect(smallestVisible).toBeCloseTo(100 * (1 - Math.exp(-0.2)), 10);
    expect(percentOfLog(logOfPercent(-18))).toBeCloseTo(-18, 10);
  });

  it('of levels are of what would have been', () => {
    const levels = {
      estimate: -20,
      interval: { lower: -45, upper: 80 },
      smallestVisible: 30,
      treatedMean: 80,
    };
    expect(valueOf(percentEffectOfLevels(levels))).toEqual({
      estimate: -20,
      lower: -36,
      upper: undefined,
      smallestVisible: 30,
    });
    expect(
      percentEffectOfLevels({ ...levels, treatedMean: -20 }),
    ).toMatchObject({
      ok: false,
      reason: 'not-identified',
    });
  });

  it('have no limit where the interval has none, and are never NaN', () => {
    const open = { ...effect, interval: { lower: -Infinity, upper: Infinity } };
    for (const percent of [
      percentEffectOfLog(open),
      valueOf(percentEffectOfLevels(open)),
    ]) {
      expect(percent).toMatchObject({ lower: undefined, upper: undefined });
      expect(hasNoNaN(percent)).toBe(true);
    }
  });

  it('come from values of which the longest were cut', () => {
    const values = Float64Array.from({ length: 101 }, (_, i) => i);
    values[100] = 1e9;
    const cut = winsorise(Float64Array.of(...values, NaN), 0.99);
    expect(cut[100]).toBe(99);
    expect(cut[50]).toBe(50);
    expect(cut[101]).toBeNaN();
    expect(winsorise(new Float64Array(0))).toHaveLength(0);
  });
});

describe('standardisation to the pre-period mix', () => {
  const cell = (
    period: number,
    name: string,
    value: number,
    runs: number,
  ): ClassCell => ({
    unit: 'lanes',
    period,
    class: name,
    value,
    runs,
  });

  it('does not see a change of mix', () => {
    const cells = [
      cell(1, 'short', 10, 8),
      cell(1, 'long', 100, 2),
      cell(2, 'short', 10, 6),
      cell(2, 'long', 100, 4),
      cell(3, 'short', 10, 10),
      cell(3, 'long', 100, 90),
      cell(4, 'short', 8, 10),
      cell(4, 'new', 5, 10),
      cell(5, 'long', 100, 10),
    ];
    const { observations, dropped } = standardiseToPreMix(cells, {
      onsets: new Map([['lanes', 3]]),
    });
    expect(observations.map(({ outcome }) => outcome)).toEqual([37, 37, 37, 8]);
    // Week 5 had only long runs, 30 % of the mix.
    expect(dropped).toBe(1);
  });

  it('leaves out a unit that has no pre-period, and cells without runs', () => {
    const { observations, dropped } = standardiseToPreMix(
      [
        cell(1, 'short', 10, 8),
        cell(2, 'short', NaN, 8),
        cell(3, 'short', 5, 0),
      ],
      { onsets: new Map([['lanes', 0]]) },
    );
    expect(observations).toEqual([]);
    expect(dropped).toBe(1);
  });
});
