import { Cause, Outcome } from '@mli/plugin-insights-common';

export interface OutcomeAndCause {
  readonly outcome: Outcome;
  readonly cause?: Cause;
}

/** How OpenLineage's event types end a run (docs/metrics.md, section 1). FAIL does not say whose failure it was. */
export const OPENLINEAGE_OUTCOMES: Readonly<Record<string, OutcomeAndCause>> = {
  COMPLETE: { outcome: 'succeeded' },
  FAIL: { outcome: 'failed', cause: 'unknown' },
  ABORT: { outcome: 'cancelled' },
};

/** CDEvents tells a failure of what was run from an error of what ran it. */
export const CDEVENTS_OUTCOMES: Readonly<Record<string, OutcomeAndCause>> = {
  success: { outcome: 'succeeded' },
  pass: { outcome: 'succeeded' },
  failure: { outcome: 'failed', cause: 'user' },
  fail: { outcome: 'failed', cause: 'user' },
  error: { outcome: 'failed', cause: 'system' },
  cancel: { outcome: 'cancelled' },
  cancelled: { outcome: 'cancelled' },
  canceled: { outcome: 'cancelled' },
  skip: { outcome: 'skipped' },
  skipped: { outcome: 'skipped' },
};
