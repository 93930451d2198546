import type { Answer } from '../answer';
import { Panel, toPanel } from '../panel';
import { aggregate, Aggregation } from './aggregate';
import {
  DEFAULT_GROUP_TIME_OPTIONS,
  GroupTimeOptions,
  groupTimeEffects,
} from './groupTimeEffects';
import { preTest } from './preTest';
import { readTable as read } from '../testing/conformanceData';

const folder = process.env.MLI_CONFORMANCE_DATA;
// Skipped without the data: they are not part of the repository.
const describeWithData = folder ? describe : describe.skip;

function valueOf<T>(result: Answer<T>): T {
  if (!result.ok) throw new Error(result.sentence);
  return result.value;
}

function mpdta(withCovariate: boolean): Panel {
  const rows = read('mpdta.csv');
  return valueOf(
    toPanel({
      observations: rows.map(row => ({
        unit: row.countyreal ?? '',
        period: Number(row.year),
        outcome: Number(row.lemp),
      })),
      firstTreated: new Map(
        rows
          .filter(row => Number(row['first.treat']) > 0)
          .map(row => [row.countyreal ?? '', Number(row['first.treat'])]),
      ),
      covariates: withCovariate
        ? new Map(rows.map(row => [row.countyreal ?? '', [Number(row.lpop)]]))
        : undefined,
    }),
  );
}

const SCENARIOS: [string, Partial<GroupTimeOptions>, boolean][] = [
  ['mpdta_nev_dr', {}, false],
  ['mpdta_nyt_dr', { comparison: 'not-yet-treated' }, false],
  ['mpdta_nev_reg_cov', { estimator: 'regression' }, true],
  ['mpdta_nev_ipw', { estimator: 'weighting' }, false],
];

describeWithData('effects on mpdta equal those of the R package did', () => {
  it.each(SCENARIOS)('%s', (scenario, options, withCovariate) => {
    const estimated = valueOf(
      groupTimeEffects(mpdta(withCovariate), {
        ...DEFAULT_GROUP_TIME_OPTIONS,
        ...options,
      }),
    );
    const expected = read('ref_attgt.csv').filter(
      row => row.scenario === scenario,
    );
    expect(expected).toHaveLength(12);
    for (const row of expected) {
      const effect = estimated.effects.find(
        ({ group, period }) =>
          group === Number(row.group) && period === Number(row.t),
      );
      expect(Math.abs((effect?.att ?? NaN) - Number(row.att))).toBeLessThan(
        1e-9,
      );
      expect(
        Math.abs((effect?.standardError ?? NaN) - Number(row.se)),
      ).toBeLessThan(1e-6);
    }
    const aggregates = read('ref_aggte.csv').filter(
      row => row.scenario === scenario,
    );
    expect(aggregates.length).toBeGreaterThan(10);
    for (const row of aggregates) {
      const summary = valueOf(aggregate(estimated, row.type as Aggregation));
      expect(
        Math.abs(summary.overall.att - Number(row.overall_att)),
      ).toBeLessThan(1e-9);
      expect(
        Math.abs(
          (summary.overall.standardError ?? NaN) - Number(row.overall_se),
        ),
      ).toBeLessThan(1e-6);
      if (row.egt === 'NA') continue;
      const part = summary.by.find(({ at }) => at === Number(row.egt));
      expect(Math.abs((part?.att ?? NaN) - Number(row.att_egt))).toBeLessThan(
        1e-9,
      );
      expect(
        Math.abs((part?.standardError ?? NaN) - Number(row.se_egt)),
      ).toBeLessThan(1e-6);
    }
    const test = valueOf(preTest(estimated));
    const reference = read('ref_pretest.csv').find(
      row => row.scenario === scenario,
    );
    expect(Math.abs(test.statistic - Number(reference?.W))).toBeLessThan(1e-9);
    expect(test.pValue).toBeCloseTo(Number(reference?.Wpval), 4);
  });
});
