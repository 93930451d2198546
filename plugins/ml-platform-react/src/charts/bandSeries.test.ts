import { metricAnswer } from '../metric/answerFixture';
import {
  bandData,
  bandGaps,
  describeBand,
  pointsFromAnswers,
  type QuantileBandPoint,
} from './bandSeries';

const ok = (week: string, p50: number): QuantileBandPoint => ({
  week,
  status: 'ok',
  p50,
  p75: p50 * 2,
  p90: p50 * 3,
});
const hidden = (week: string): QuantileBandPoint => ({
  week,
  status: 'hidden',
});

describe('pointsFromAnswers', () => {
  it('orders weeks and makes a gap of a week nobody answered for', () => {
    const points = pointsFromAnswers([
      metricAnswer({ group: { week: '2026-05-18' }, p50: 9 }),
      metricAnswer({ group: { week: '2026-05-04' }, p50: 3 }),
      metricAnswer({ group: { team: 'group:default/lanes' } }),
    ]);
    expect(points.map(({ week, status, p50 }) => [week, status, p50])).toEqual([
      ['2026-05-04', 'ok', 3],
      ['2026-05-11', 'not-enough-data', undefined],
      ['2026-05-18', 'ok', 9],
    ]);
  });
});

describe('bandData', () => {
  it('never draws a number of a week that is not ok', () => {
    const point = { ...ok('2026-05-04', 5), status: 'hidden' } as const;
    expect(bandData([point])).toEqual([{ x: 0, point, isolated: false }]);
  });

  it('marks a week between two gaps, which no line passes', () => {
    const points = [
      hidden('2026-05-04'),
      ok('2026-05-11', 5),
      hidden('2026-05-18'),
      ok('2026-05-25', 5),
      ok('2026-06-01', 5),
    ];
    expect(bandData(points).map(datum => datum.isolated)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('lets the outer band stand on the line where there is no p75', () => {
    const [datum] = bandData([
      { week: '2026-05-04', status: 'ok', p50: 4, p90: 9 },
    ]);
    expect(datum).toMatchObject({ p50: 4, inner: undefined, outer: [4, 9] });
  });
});

describe('a logarithmic axis', () => {
  it('has a wait of zero at its bottom, and the table still says zero', () => {
    const [datum] = bandData(
      [{ week: '2026-05-04', status: 'ok', p50: 0, p75: 0, p90: 900 }],
      0.1,
    );
    expect(datum).toMatchObject({
      p50: 0.1,
      inner: [0.1, 0.1],
      outer: [0.1, 900],
    });
    expect(datum?.point.p50).toBe(0);
  });
});

describe('bandGaps', () => {
  it('reach to the points beside them, and half a week out at the ends', () => {
    const [a, b, c, d, e] = [
      '2026-05-04',
      '2026-05-11',
      '2026-05-18',
      '2026-05-25',
      '2026-06-01',
    ] as const;
    expect(
      bandGaps([hidden(a), ok(b, 1), hidden(c), hidden(d), ok(e, 1)]),
    ).toEqual([
      { from: -0.5, to: 1 },
      { from: 1, to: 4 },
    ]);
    expect(bandGaps([ok(a, 1), hidden(b)])).toEqual([{ from: 0, to: 1.5 }]);
    expect(bandGaps([ok(a, 1), ok(b, 1)])).toEqual([]);
  });
});

describe('describeBand', () => {
  it('says beginning, end, highest and what is missing', () => {
    const points = [
      ok('2026-05-04', 5),
      ok('2026-05-11', 8),
      hidden('2026-05-18'),
      ok('2026-05-25', 4),
    ];
    expect(describeBand(points, value => `${value} s`)).toBe(
      'p50 5 s in W19, 4 s in W22, highest 8 s in W20. 1 of 4 weeks have no number.',
    );
    expect(describeBand([hidden('2026-05-04')], String)).toBe(
      'No week has a number.',
    );
  });
});
