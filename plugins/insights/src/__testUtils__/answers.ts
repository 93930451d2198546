import type {
  AdoptionRow,
  InsightsScope,
  MetricAnswer,
} from '@mli/plugin-insights-common';

/** An answer with numbers; tests say only what differs. */
export function answer(overrides: Partial<MetricAnswer> = {}): MetricAnswer {
  return {
    metric: 'queue_time',
    definition: {
      version: 1,
      title: 'Queue time',
      formula: 'started - submitted',
      class: 'S',
      anchor: 'started',
    },
    unit: 'seconds',
    group: {},
    scope: 'subtree',
    window: { name: '12w', from: '2026-08-31', to: '2026-11-23' },
    status: 'ok',
    n: 7255,
    neverStarted: 897,
    p50: 2,
    p75: 35,
    p90: 106,
    p95: 241,
    p99: 889.64,
    zeroShare: 0.282,
    ...overrides,
  };
}

/** An answer that says why it has no number. */
export function noAnswer(
  status: Exclude<MetricAnswer['status'], 'ok'>,
  overrides: Partial<MetricAnswer> = {},
): MetricAnswer {
  const { definition, unit, window } = answer();
  return {
    metric: 'queue_time',
    definition,
    unit,
    window,
    group: {},
    scope: 'subtree',
    status,
    ...overrides,
  };
}

export function adoptionRow(overrides: Partial<AdoptionRow> = {}): AdoptionRow {
  return {
    team: 'group:default/lanes',
    offering: 'offering:default/feature-store',
    eligible: true,
    observed: 'adopted',
    declared: 'adopted',
    status: 'in-use',
    evidence: { sentence: 'Seen in each of the last 9 weeks.' },
    ...overrides,
  };
}

export const SCOPE: InsightsScope = {
  viewer: {
    teams: ['group:default/lanes'],
    customerTeams: ['group:default/lanes'],
    leads: [],
    providerTeams: [],
    isBridge: false,
  },
  units: [
    {
      ref: 'group:default/perception',
      title: 'Perception',
      type: 'department',
      role: 'other',
      speedVisible: true,
    },
    {
      ref: 'group:default/lanes',
      title: 'Lanes',
      type: 'customer-team',
      role: 'customer',
      speedVisible: true,
      parent: 'group:default/perception',
    },
    {
      ref: 'group:default/signs',
      title: 'Signs',
      type: 'customer-team',
      role: 'customer',
      speedVisible: true,
      parent: 'group:default/perception',
    },
  ],
  stages: ['data', 'training'],
  sources: [{ name: 'openb', kind: 'file' }],
  simulated: true,
};
