import type { MetricAnswer } from '@mli/plugin-insights-common';

/** By id, its words; the ids are classes of the style sheet as well. */
export const OUTCOME_PARTS = {
  succeeded: 'succeeded',
  over: 'succeeded or cancelled',
  cancelled: 'cancelled',
  user: 'failed by what was run',
  system: 'failed by the system',
  unknown: 'failed, cause unknown',
  lost: 'lost',
} as const;

export interface OutcomePart {
  readonly id: keyof typeof OUTCOME_PARTS;
  readonly share: number;
}

/**
 * Shares of the runs. The ratio of failures does not tell cancelled from succeeded; lost ones stand outside of it and
 * are a share of what was started, so all are scaled to be parts of one whole.
 */
export function sharesByCount(
  failed: MetricAnswer | undefined,
  lost: MetricAnswer | undefined,
): OutcomePart[] | undefined {
  if (failed?.status !== 'ok' || failed.value === undefined || !failed.causes) {
    return undefined;
  }
  const { value, causes } = failed;
  const gone = lost?.status === 'ok' ? (lost.value ?? 0) : 0;
  const rest = 1 - gone;
  return [
    { id: 'over', share: rest * (1 - value) },
    { id: 'user', share: rest * value * causes.user },
    { id: 'system', share: rest * value * causes.system },
    { id: 'unknown', share: rest * value * causes.unknown },
    { id: 'lost', share: gone },
  ];
}

/** Shares of the GPU hours. */
export function sharesByGpuTime(
  answer: MetricAnswer | undefined,
): OutcomePart[] | undefined {
  const { parts, denominator } = answer ?? {};
  const total = parts?.all ?? denominator;
  if (answer?.status !== 'ok' || !parts || !total) {
    return undefined;
  }
  const of = (name: string) => (parts[name] ?? 0) / total;
  const ended = (
    ['user', 'system', 'unknown', 'lost', 'cancelled'] as const
  ).map(id => ({ id, share: of(id) }));
  const bad = ended.reduce((sum, { share }) => sum + share, 0);
  return [{ id: 'succeeded', share: Math.max(0, 1 - bad) }, ...ended];
}
