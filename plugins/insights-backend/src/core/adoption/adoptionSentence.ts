import {
  AdoptionStatus,
  DeclaredState,
  ObservedState,
} from '@mli/plugin-insights-common';
import { Day } from '../metrics/windows';
import { UnknownCause } from './types';

export interface SentenceInput {
  readonly asOf: Day;
  readonly declared: DeclaredState;
  readonly observed: ObservedState;
  readonly status: AdoptionStatus;
  readonly lastSeen?: Day;
  readonly spellStart?: Day;
  readonly adoptionDate?: Day;
  readonly unknownCause?: UnknownCause;
}

const SAYS: Record<DeclaredState, string> = {
  none: 'You say nothing',
  evaluating: 'You say you are trying it',
  adopted: 'You say yes',
  declined: 'You say no',
};

const CAUSES: Record<UnknownCause, string> = {
  'no-matcher': 'the offering does not say how its use is recognised',
  'silent-source': 'its sources have been silent',
  unattributed: 'too many runs belong to no team',
};

const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** One sentence for the team: what it says, and what was seen. */
export function adoptionSentence(input: SentenceInput): string {
  return `${SAYS[input.declared]}; ${sees(input)}`;
}

function sees(input: SentenceInput): string {
  const on = (day: Day | undefined) => (day ? dayInWords(day, input.asOf) : '');
  const since = on(input.adoptionDate ?? input.spellStart);
  switch (input.observed) {
    case 'hidden':
      return 'what is seen of fewer than 5 people is not shown';
    case 'not-applicable':
      return 'nobody of the team ran anything in 12 weeks';
    case 'unknown':
      return `whether it is used cannot be told: ${CAUSES[input.unknownCause ?? 'no-matcher']}`;
    case 'none':
      return 'no runs seen yet';
    case 'lapsed':
      return `no runs seen since ${on(input.lastSeen)}`;
    case 'trial':
      return input.status === 'stalled'
        ? `runs seen since ${since}, not yet in three weeks in a row`
        : `first runs seen on ${since}`;
    case 'declining':
      return `used since ${since}, by fewer people for the last 8 weeks`;
    default:
      return `in use since ${since}`;
  }
}

/** `3 May`, with the year where it is another one. */
function dayInWords(day: Day, asOf: Day): string {
  const words = `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]}`;
  return day.slice(0, 4) === asOf.slice(0, 4)
    ? words
    : `${words} ${day.slice(0, 4)}`;
}
