import type { MetricId } from '@mli/plugin-insights-common';
import { Scope } from '@mli/plugin-ml-platform-react';
import { MetricQuery } from '../api/InsightsApi';

export const SHOWN_METRICS = [
  'queue_time',
  'run_time',
] as const satisfies readonly MetricId[];
export type ShownMetric = (typeof SHOWN_METRICS)[number];

export const METRIC_LABELS: Record<ShownMetric, string> = {
  queue_time: 'Queue time',
  run_time: 'Run time',
};

export function parseMetric(value: string | null): ShownMetric {
  return SHOWN_METRICS.find(metric => metric === value) ?? 'queue_time';
}

/**
 * What to ask for a scope. One source is asked for alone, which means all of its history: narrowed further its
 * numbers would not be released.
 */
export function metricQuery(
  metric: ShownMetric,
  scope: Scope,
  source?: string,
): MetricQuery {
  if (source) return { metric, source };
  return {
    metric,
    team: scope.team,
    window: scope.window,
    runClass: scope.runClass === 'full' ? undefined : scope.runClass,
  };
}
