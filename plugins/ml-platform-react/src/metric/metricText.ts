import type { MetricAnswer } from '@mli/plugin-insights-common';
import {
  formatCount,
  formatDuration,
  formatExactDuration,
  formatShare,
} from '../format';

/** The numbers of an answer that can stand alone. */
export type MetricField =
  'p50' | 'p75' | 'p90' | 'p95' | 'p99' | 'mean' | 'value' | 'zeroShare';

const FIELD_WORDS: Record<MetricField, string> = {
  p50: 'half took at most this (p50)',
  p75: 'three in four took at most this (p75)',
  p90: 'nine in ten took at most this (p90)',
  p95: '95 in 100 took at most this (p95)',
  p99: '99 in 100 took at most this (p99)',
  mean: 'mean',
  value: 'value',
  zeroShare: 'share without any wait',
};

export function fieldWords(field: MetricField): string {
  return FIELD_WORDS[field];
}

/** The field a metric is read by unless a page asks for another. */
export function defaultField(answer: MetricAnswer): MetricField {
  return answer.value === undefined && answer.p50 !== undefined
    ? 'p50'
    : 'value';
}

/** A number of an answer in its unit: `5 h 12 min`, `12 %`, `61 h`, `1,204`. */
export function formatMetricValue(
  value: number,
  unit: MetricAnswer['unit'],
  field?: MetricField,
): string {
  if (field === 'zeroShare') return formatShare(value);
  if (unit === 'seconds') return formatDuration(value);
  if (unit === 'ratio') return formatShare(value);
  if (unit === 'hours') return formatDuration(value * 3600);
  return formatCount(value);
}

/** Every digit, for a tooltip. */
export function exactMetricValue(
  value: number,
  unit: MetricAnswer['unit'],
  field?: MetricField,
): string {
  if (field === 'zeroShare' || unit === 'ratio') return String(value);
  if (unit === 'seconds') return formatExactDuration(value);
  return String(value);
}
