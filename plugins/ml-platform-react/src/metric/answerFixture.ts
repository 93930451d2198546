import type { MetricAnswer } from '@mli/plugin-insights-common';

/** An answer as the back end gives it, for tests. */
export function metricAnswer(change: Partial<MetricAnswer> = {}): MetricAnswer {
  return {
    metric: 'queue_time',
    definition: {
      version: 1,
      title: 'Queue time',
      formula: 'started - submitted, per attempt',
      class: 'S',
      anchor: 'started',
    },
    unit: 'seconds',
    group: { team: 'group:default/lanes' },
    scope: 'direct',
    window: { name: '12w', from: '2026-08-03', to: '2026-10-26' },
    status: 'ok',
    n: 7255,
    people: '10-19',
    neverStarted: 897,
    p50: 2,
    p75: 35,
    p90: 106,
    ...change,
  };
}
