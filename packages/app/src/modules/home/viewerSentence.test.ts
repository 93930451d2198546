import type {
  AdoptionRow,
  AdoptionStatus,
  InsightsScope,
  MetricAnswer,
} from '@mli/plugin-insights-common';
import type { HomeOffering } from './HomeApi';
import {
  bridgeSentence,
  providerSentence,
  suggestionsFor,
  viewerOf,
  waitSentence,
} from './viewerSentence';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

const scope = (viewer: Partial<InsightsScope['viewer']>): InsightsScope => ({
  viewer: {
    teams: [],
    customerTeams: [],
    leads: [],
    providerTeams: [],
    isBridge: false,
    ...viewer,
  },
  units: [
    {
      ref: 'group:default/lanes',
      title: 'Lanes',
      type: 'customer-team',
      role: 'customer',
      speedVisible: true,
    },
  ],
  stages: [],
  sources: [],
  simulated: false,
});

const row = (
  team: string,
  offering: string,
  status: AdoptionStatus,
  eligible = true,
): AdoptionRow => ({
  team,
  offering,
  eligible,
  observed: 'none',
  declared: 'none',
  status,
  evidence: { sentence: 'No runs seen.' },
});

const offering = (ref: string, lifecycle = 'ga'): HomeOffering => ({
  ref,
  title: ref,
  lifecycle,
  stages: [],
});

describe('viewerOf', () => {
  it('puts the bridging role before a team, and a customer team before a provider team', () => {
    const both = {
      customerTeams: ['group:default/lanes'],
      providerTeams: ['group:default/queue'],
    };
    expect(viewerOf(scope({ ...both, isBridge: true }))).toEqual({
      kind: 'bridge',
    });
    expect(viewerOf(scope(both))).toMatchObject({
      kind: 'customer',
      title: 'Lanes',
    });
    expect(viewerOf(scope({ providerTeams: ['group:default/queue'] }))).toEqual(
      {
        kind: 'provider',
        team: 'group:default/queue',
        title: 'queue',
      },
    );
    expect(viewerOf(scope({}))).toEqual({ kind: 'guest' });
  });
});

describe('waitSentence', () => {
  const answer = (change: Partial<MetricAnswer>): MetricAnswer => ({
    metric: 'queue_time',
    definition: {
      version: 1,
      title: 'Queue time',
      formula: 'f',
      class: 'S',
      anchor: 'started',
    },
    unit: 'seconds',
    group: {},
    scope: 'direct',
    window: { from: '2026-08-03', to: '2026-10-26' },
    status: 'ok',
    ...change,
  });

  it.each([
    [
      { p50: 720, p90: 11_640 },
      "Half of Lanes' runs waited less than 12 min; one in ten waited more than 3 h 14 min.",
    ],
    [{ p50: 720 }, "Half of Lanes' runs waited less than 12 min."],
    [
      { p50: 0, p90: 30 },
      "Half of Lanes' runs started without waiting; one in ten waited more than 30 s.",
    ],
    [
      { status: 'hidden', p50: 720 } as const,
      'There is no waiting time to show for Lanes yet.',
    ],
    [{}, 'There is no waiting time to show for Lanes yet.'],
  ])('says %j', (change, expected) => {
    expect(plain(waitSentence('Lanes', answer(change)))).toBe(expected);
  });

  it('forms the possessive of other names', () => {
    expect(waitSentence('Tracking', answer({ p50: 5 }))).toMatch(
      /^Half of Tracking's runs/,
    );
  });
});

describe('providerSentence', () => {
  it('counts each team once, and eligible teams only', () => {
    const rows = [
      row('a', 'queue', 'in-use'),
      row('a', 'trainer', 'in-use'),
      row('b', 'queue', 'not-started'),
      row('c', 'queue', 'in-use', false),
      row('d', 'somebody-elses', 'in-use'),
    ];
    const offerings = [offering('queue'), offering('trainer')];
    expect(plain(providerSentence('Compute', offerings, rows))).toBe(
      '1 of 2 teams use what Compute provides.',
    );
  });

  it('says what is missing instead of zero of zero', () => {
    expect(providerSentence('Compute', [], [])).toBe(
      'Compute has no offering in the directory yet.',
    );
    expect(plain(providerSentence('Compute', [offering('queue')], []))).toBe(
      'Compute provides 1 offering.',
    );
  });
});

describe('bridgeSentence', () => {
  it.each([
    [[], 'No team has been seen on an offering yet.'],
    [
      [row('a', 'queue', 'in-use')],
      'None of 1 team is stuck with an offering.',
    ],
    [
      [
        row('a', 'queue', 'stalled'),
        row('a', 'trainer', 'churned'),
        row('b', 'queue', 'in-use'),
      ],
      '1 of 2 teams is stuck with an offering, or stopped using one.',
    ],
  ])('is right for %#', (rows, expected) => {
    expect(plain(bridgeSentence(rows))).toBe(expected);
  });
});

describe('suggestionsFor', () => {
  it('are what the team does not use, most used first, and nothing that ends', () => {
    const offerings = [
      offering('rare'),
      offering('common'),
      offering('ending', 'deprecated'),
      offering('used'),
    ];
    const rows = [
      ...['rare', 'common', 'ending'].map(ref =>
        row('lanes', ref, 'not-started'),
      ),
      row('lanes', 'used', 'in-use'),
      row('b', 'common', 'in-use'),
      row('c', 'common', 'in-use'),
      row('b', 'rare', 'in-use'),
      row('c', 'rare', 'not-started'),
      row('b', 'ending', 'in-use'),
    ];
    expect(
      suggestionsFor('lanes', offerings, rows).map(each => [
        each.offering.ref,
        each.inUse,
        each.eligible,
      ]),
    ).toEqual([
      ['common', 2, 3],
      ['rare', 1, 3],
    ]);
  });
});
