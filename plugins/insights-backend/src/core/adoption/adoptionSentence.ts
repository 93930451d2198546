import {
  AdoptionStatus,
  DeclaredState,
  ObservedState,
} from '@mli/plugin-insights-common';
import { Day } from '../metrics/windows';
import { dayInWords } from './dayInWords';
import { ADOPTION_THRESHOLDS, AdoptionThresholds, UnknownCause } from './types';

export interface SentenceInput {
  readonly asOf: Day;
  readonly declared: DeclaredState;
  readonly observed: ObservedState;
  readonly status: AdoptionStatus;
  readonly lastSeen?: Day;
  readonly spellStart?: Day;
  readonly adoptionDate?: Day;
  readonly unknownCause?: UnknownCause;
  readonly notRelevant?: 'claimed' | 'confirmed' | 'refused';
  readonly thresholds?: AdoptionThresholds;
  /** Title of the team that says it; undefined where a member of it reads the sentence. */
  readonly speaker?: string;
}

const SAYS: Record<DeclaredState, string> = {
  none: 'nothing',
  evaluating: 'it is trying it',
  adopted: 'yes',
  declined: 'no',
};

const CAUSES: Record<UnknownCause, string> = {
  'no-matcher': 'the offering does not say how its use is recognised',
  'silent-source': 'its sources have been silent',
  unattributed: 'too many runs belong to no team',
};

/** One sentence, written for its reader: what the team says, and what was seen. */
export function adoptionSentence(input: SentenceInput): string {
  return `${says(input)}; ${sees(input)}`;
}

function says({ declared, notRelevant, speaker }: SentenceInput): string {
  const who = speaker === undefined ? 'You say' : `${speaker} says`;
  if (notRelevant) {
    const answer = {
      claimed: '',
      confirmed: ', the provider agrees',
      refused: ', the provider does not agree',
    }[notRelevant];
    const us = speaker === undefined ? 'you' : 'it';
    return `${who} it is not relevant to ${us}${answer}`;
  }
  return declared === 'evaluating' && speaker === undefined
    ? `${who} you are trying it`
    : `${who} ${SAYS[declared]}`;
}

/** What is seen of the small teams of a unit together. */
export function insideSentence(
  unitTitle: string,
  seen: Pick<
    SentenceInput,
    | 'asOf'
    | 'observed'
    | 'lastSeen'
    | 'spellStart'
    | 'unknownCause'
    | 'thresholds'
  >,
): string {
  return `Small teams of ${unitTitle} together: ${sees({ ...seen, declared: 'none', status: 'cannot-tell' })}`;
}

function sees(input: SentenceInput): string {
  const { thresholds = ADOPTION_THRESHOLDS } = input;
  const on = (day: Day | undefined) => (day ? dayInWords(day, input.asOf) : '');
  const since = on(input.adoptionDate ?? input.spellStart);
  switch (input.observed) {
    case 'hidden':
      return 'what is seen of fewer than 5 people is not shown';
    case 'not-applicable':
      return `nobody of the team ran anything in ${thresholds.sizeDays / 7} weeks`;
    case 'unknown':
      return `whether it is used cannot be told: ${CAUSES[input.unknownCause ?? 'no-matcher']}`;
    case 'none':
      return 'no runs seen yet';
    case 'lapsed':
      return `no runs seen since ${on(input.lastSeen)}`;
    case 'trial':
      return input.status === 'stalled'
        ? `runs seen since ${since}, not yet often enough in a row`
        : `first runs seen on ${since}`;
    case 'declining':
      return `used since ${since}, by fewer people for the last ${thresholds.decliningWeeks} weeks`;
    default:
      return `in use since ${since}`;
  }
}
