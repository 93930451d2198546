import {
  METRIC_IDS,
  METRIC_TOPIC_TITLES,
  METRIC_TOPICS,
  metricDefinition,
  MetricId,
  METRICS,
} from '@mli/plugin-insights-common';
import { Scope } from '@mli/plugin-ml-platform-react';
import { MetricQuery } from '../api/InsightsApi';

/** The few that stand for all where there is no room. */
export const HEADLINE_METRICS = [
  'iteration_time',
  'queue_time',
  'run_time',
] as const satisfies readonly MetricId[];

export const SHOWN_METRICS: readonly MetricId[] = METRIC_IDS;
export type ShownMetric = MetricId;

/** All metrics, by what they are about. */
export const METRICS_BY_TOPIC = METRIC_TOPICS.map(topic => ({
  topic,
  title: METRIC_TOPIC_TITLES[topic],
  metrics: SHOWN_METRICS.filter(id => metricDefinition(id).topic === topic),
}));

// fromEntries forgets that the keys are all there are
export const METRIC_LABELS = Object.fromEntries(
  Object.values(METRICS).map(({ id, title }) => [id, title]),
) as Record<MetricId, string>;

export function metricLabel(metric: string): string {
  return SHOWN_METRICS.some(id => id === metric)
    ? METRIC_LABELS[parseMetric(metric)]
    : metric;
}

/** What the n of a metric counts: singular and plural. */
export function nounOf(metric: string): [string, string] {
  const { counts } = metricDefinition(parseMetric(metric));
  return [counts, counts === 'person' ? 'people' : `${counts}s`];
}

/** @param otherwise - what is shown where none is named */
export function parseMetric(
  value: string | null,
  otherwise: ShownMetric = 'iteration_time',
): ShownMetric {
  return SHOWN_METRICS.find(metric => metric === value) ?? otherwise;
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
