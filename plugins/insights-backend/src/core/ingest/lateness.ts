import { QuarantineReason, ReadContext } from './item';
import { Micros, MICROS_PER_DAY, MICROS_PER_MINUTE } from './time';

/** Clocks differ; by more than this they are wrong. */
const MAX_FUTURE = 5 * MICROS_PER_MINUTE;
const MAX_AGE = 35 * MICROS_PER_DAY;

const SENTENCES = {
  future: 'Its time lies more than 5 minutes in the future.',
  'too-old':
    'It is older than 35 days; send history to a source that is configured as historical.',
};

/** Whether an event comes from too far away in time to be counted; undefined where it does not. */
export function judgeLateness(
  at: Micros,
  context: ReadContext,
): { reason: QuarantineReason; sentence: string } | undefined {
  if (at > context.now + MAX_FUTURE) {
    return { reason: 'future', sentence: SENTENCES.future };
  }
  if (
    !context.historical &&
    at < (context.receivedAt ?? context.now) - MAX_AGE
  ) {
    return { reason: 'too-old', sentence: SENTENCES['too-old'] };
  }
  return undefined;
}
