import { aggregate, Aggregation } from './callaway-santanna/aggregate';
import {
  GroupTimeOptions,
  groupTimeEffects,
} from './callaway-santanna/groupTimeEffects';
import { imputedEffects } from './imputation/imputedEffects';
import { Panel } from './panel';
import { panelFromRows } from './rows/panelFromRows';
import { sunAbraham } from './sun-abraham/sunAbraham';
import { readTable } from './testing/conformanceData';
import { valueOf } from './testing/valueOf';

// Skipped without the data: they are not part of the repository.
const describeWithData = process.env.MLI_CONFORMANCE_DATA
  ? describe
  : describe.skip;

function mpdta(covariates: readonly string[]): Panel {
  return valueOf(
    panelFromRows(readTable('mpdta.csv'), {
      unit: 'countyreal',
      period: 'year',
      outcome: 'lemp',
      firstTreated: 'first.treat',
      covariates,
    }),
  );
}

function castle(): Panel {
  return valueOf(
    panelFromRows(readTable('castle.csv'), {
      unit: 'state',
      period: 'year',
      outcome: 'l_homicide',
      firstTreated: 'effyear',
    }),
  );
}

type Row = [Partial<GroupTimeOptions>, string[], Record<Aggregation, number[]>];

/** Estimates and standard errors by the Python package moderndid 0.2.0 (`att_gt`, `aggte`), a port of R's did. */
const BY_MODERNDID: Row[] = [
  [
    {},
    ['lpop'],
    {
      simple: [-0.04175177205861632, 0.011502838151545264],
      group: [-0.032819597161302116, 0.011898178727631381],
      dynamic: [-0.08035394974402431, 0.018957557244824893],
      calendar: [-0.04417735775655389, 0.015038175096397148],
    },
  ],
  [
    {
      comparison: 'not-yet-treated',
      estimator: 'weighting',
      base: 'universal',
    },
    ['lpop'],
    {
      simple: [-0.041389409754729746, 0.011419290152953569],
      group: [-0.03233071793611302, 0.01197629570783483],
      dynamic: [-0.08001604295432077, 0.018489700389328574],
      calendar: [-0.04566567939929675, 0.01469610765555416],
    },
  ],
  [
    { comparison: 'not-yet-treated', estimator: 'regression' },
    ['lpop'],
    {
      simple: [-0.041374769792339824, 0.011377161355887873],
      group: [-0.0322522726860222, 0.011933240632707417],
      dynamic: [-0.08024854817590195, 0.01831904694456438],
      calendar: [-0.045677370621270655, 0.014608280770231805],
    },
  ],
  [
    { anticipation: 1 },
    ['lpop'],
    {
      simple: [-0.04552849648860724, 0.016626664487886952],
      group: [-0.05001021017002702, 0.017190365232626667],
      dynamic: [-0.04628228032485704, 0.01828122781075863],
      calendar: [-0.03009710034570766, 0.01758046598379034],
    },
  ],
  [
    { comparison: 'not-yet-treated', base: 'universal', anticipation: 1 },
    [],
    {
      simple: [-0.04520554068373811, 0.01668313127214182],
      group: [-0.04977751324132385, 0.017385060989438254],
      dynamic: [-0.04473430442438946, 0.018611707604094765],
      calendar: [-0.030703566816993464, 0.0170206513431239],
    },
  ],
];

describeWithData('other implementations, on the same data', () => {
  it.each(BY_MODERNDID)(
    'give the same group-time effects of mpdta: %j with %j',
    (options, covariates, expected) => {
      const panel = mpdta(covariates);
      const effects = valueOf(groupTimeEffects(panel, options));
      for (const [kind, [att, error]] of Object.entries(expected)) {
        // The keys are those of the record.
        const { overall } = valueOf(aggregate(effects, kind as Aggregation));
        expect(overall.att).toBeCloseTo(att ?? NaN, 9);
        expect(overall.standardError).toBeCloseTo(error ?? NaN, 6);
      }
    },
  );

  it('give the same imputed effects (diff-diff 3.13.0, ImputationDiD)', () => {
    const { overall, byEventTime } = valueOf(imputedEffects(castle()));
    expect(overall.att).toBeCloseTo(0.0798015472, 8);
    expect(byEventTime.map(({ att }) => Number(att.toFixed(6)))).toEqual([
      0.071071, 0.092884, 0.076773, 0.100185, 0.050247, 0.095841,
    ]);
    expect(valueOf(imputedEffects(mpdta([]))).overall.att).toBeCloseTo(
      -0.0477099183,
      8,
    );
  });

  it('give the same interaction-weighted effect (diff-diff 3.13.0, SunAbraham)', () => {
    const simple = valueOf(aggregate(valueOf(sunAbraham(castle())), 'simple'));
    expect(simple.overall.att).toBeCloseTo(0.110383035457555, 10);
  });
});
