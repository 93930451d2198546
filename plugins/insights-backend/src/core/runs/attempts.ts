import { Cause, ClosedBy, Outcome } from '@mli/plugin-insights-common';
import { Micros } from '../ingest/time';
import { AttemptState, DatedEnd, RunState } from './fold';

/** One attempt at a run. */
export interface Attempt {
  readonly attempt: number;
  readonly submittedAt?: Micros;
  readonly startedAt?: Micros;
  /** How it ended, with what decides between two ends; undefined while it is open. */
  readonly end?: DatedEnd;
}

/** An attempt as it is stored and shown. */
export interface AttemptView {
  readonly attempt: number;
  readonly submittedAt?: Micros;
  readonly startedAt?: Micros;
  readonly endedAt?: Micros;
  readonly outcome?: Outcome;
  readonly cause?: Cause;
  readonly closedBy?: ClosedBy;
}

/**
 * The attempts of which anything is known, in order; at least one, so that every run has a last attempt.
 *
 * A producer may number starts and not the end that closes all: an end without a number that came after the last
 * attempt began is that attempt's.
 */
export function attemptsOf(state: RunState): Attempt[] {
  const first: AttemptState = {
    times: state.times,
    ...(state.end && { end: state.end }),
  };
  const later = Object.entries(state.attempts ?? {})
    .map(([number, attempt]) => [Number(number), attempt] as const)
    .sort(([a], [b]) => a - b)
    .map(([number, attempt]) => toAttempt(number, attempt));
  const last = later.at(-1);
  if (!last) {
    return [toAttempt(1, first)];
  }
  const begin = last.submittedAt ?? last.startedAt;
  const isOfLast =
    !last.end &&
    first.end !== undefined &&
    begin !== undefined &&
    first.end.at >= begin;
  const attempts = isOfLast
    ? [
        toAttempt(1, { times: first.times }),
        ...later.slice(0, -1),
        { ...last, end: first.end },
      ]
    : [toAttempt(1, first), ...later];
  const known = attempts.filter(
    ({ submittedAt, startedAt, end }) =>
      submittedAt !== undefined || startedAt !== undefined || end !== undefined,
  );
  return known.length > 0 ? known : attempts.slice(-1);
}

export function toAttemptView({ end, ...times }: Attempt): AttemptView {
  return {
    ...times,
    endedAt: end?.value.endedAt,
    outcome: end?.value.outcome,
    cause: causeOf(end),
    closedBy: end?.value.closedBy,
  };
}

/** A failure of which nobody said whose it was is nobody's. */
export function causeOf(end: DatedEnd | undefined): Cause | undefined {
  return end?.value.outcome === 'failed'
    ? (end.value.cause ?? 'unknown')
    : undefined;
}

function toAttempt(attempt: number, { times, end }: AttemptState): Attempt {
  return {
    attempt,
    submittedAt: times.submitted,
    startedAt: times.started,
    ...(end && { end }),
  };
}
