import type { Annotation } from '@mli/plugin-insights-common';

export const REASON_WORDS: Record<Annotation['reason'], string> = {
  outage: 'Outage',
  holiday: 'Holiday',
  backbone: 'New backbone',
  other: 'Something else',
  'not-ours': 'These runs are not ours',
  'wrong-stage': 'Wrong stage',
  'missing-source': 'A source is missing',
};

export const CONTEXT_OPTIONS: ReadonlyArray<Annotation['reason']> = [
  'outage',
  'holiday',
  'backbone',
  'other',
];
export const DISPUTE_OPTIONS: ReadonlyArray<Annotation['reason']> = [
  'not-ours',
  'wrong-stage',
  'missing-source',
];

export const STATE_WORDS: Record<Annotation['state'], string> = {
  open: 'open',
  accepted: 'accepted',
  rejected: 'rejected',
  resolved: 'resolved',
};

/** Where it is shown on a chart: few words. */
export function annotationLabel(annotation: Annotation): string {
  const reason = REASON_WORDS[annotation.reason];
  return annotation.kind === 'dispute'
    ? `${reason} (${STATE_WORDS[annotation.state]})`
    : `${reason}: ${annotation.text}`;
}
