import { MetricId } from '@mli/plugin-insights-common';

/**
 * Whose cells say what a metric says. Failures by the system are a part of all failures; they are a metric of their own
 * because what the platform did may be told where what people did may not.
 */
export function cellsOf(metric: MetricId): MetricId {
  return metric === 'system_failed_ratio' ? 'failed_ratio' : metric;
}
