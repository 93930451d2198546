import { QuarantineReason, ReadContext } from './item';
import { Micros, MICROS_PER_DAY, MICROS_PER_MINUTE } from './time';

/** Clocks differ; by more than this they are wrong. */
const MAX_FUTURE = 5 * MICROS_PER_MINUTE;
const MAX_AGE = 35 * MICROS_PER_DAY;

const SENTENCES: Partial<Record<QuarantineReason, string>> = {
  future: 'Its time lies more than 5 minutes in the future.',
  'too-old':
    'It is older than 35 days; send history to a source that is configured as historical.',
};

export function judgeLateness(
  at: Micros,
  context: ReadContext,
): { reason: QuarantineReason; sentence: string } | undefined {
  let reason: QuarantineReason | undefined;
  if (at > context.now + MAX_FUTURE) {
    reason = 'future';
  } else if (!context.historical && at < context.now - MAX_AGE) {
    reason = 'too-old';
  }
  return reason && { reason, sentence: SENTENCES[reason] ?? '' };
}
