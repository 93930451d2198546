import { ADOPTION_PLAN } from './plan';

export type HistoryKind =
  'always' | 'adopted' | 'trial' | 'lapsed' | 'declining';

/** How one team came to use, or to leave, one offering. Weeks are counted back from the last one. */
export interface AdoptionHistory {
  readonly team: string;
  readonly offering: string;
  readonly kind: HistoryKind;
  /** First week of the adoption or trial, or first week of the decline; absent: since before the first week. */
  readonly since?: number;
  /** Last week in which anybody of the team uses it; absent: still in use. */
  readonly lastWeek?: number;
}

/** How much of a team uses an offering in one week. */
export type Uptake = 'nobody' | 'one-person' | 'team';

const KINDS: readonly HistoryKind[] = [
  'always',
  'adopted',
  'trial',
  'lapsed',
  'declining',
];

/** One person tries an offering for this many weeks before the team adopts it. */
export const WEEKS_OF_TRIAL = 2;

export function parseHistories(
  plan: Readonly<Record<string, string>>,
): AdoptionHistory[] {
  return Object.entries(plan).flatMap(([offering, text]) => {
    let kind: HistoryKind | undefined;
    const histories: AdoptionHistory[] = [];
    for (const word of text.trim().split(/\s+/)) {
      if (word.endsWith(':')) {
        kind = KINDS.find(known => `${known}:` === word);
        if (!kind) throw new Error(`${offering}: unknown word ${word}`);
      } else if (kind) {
        histories.push(parseEntry(offering, kind, word));
      }
    }
    return histories;
  });
}

function parseEntry(
  offering: string,
  kind: HistoryKind,
  entry: string,
): AdoptionHistory {
  const match = /^([a-z0-9-]+)(?:@(\d+)(?:-(\d+))?)?$/.exec(entry);
  const [, team, first, last] = match ?? [];
  if (!team || (kind !== 'always') !== (first !== undefined)) {
    throw new Error(`${offering}: cannot read "${entry}" after ${kind}:`);
  }
  const week = first === undefined ? undefined : Number(first);
  if (kind === 'lapsed') return { team, offering, kind, lastWeek: week };
  return {
    team,
    offering,
    kind,
    since: week,
    ...(last === undefined ? {} : { lastWeek: Number(last) }),
  };
}

/** @param week - weeks before the last one */
export function uptakeIn(history: AdoptionHistory, week: number): Uptake {
  const { kind, since = Infinity, lastWeek = 0 } = history;
  switch (kind) {
    case 'always':
      return 'team';
    case 'adopted':
      if (week <= since) return 'team';
      return week <= since + WEEKS_OF_TRIAL ? 'one-person' : 'nobody';
    case 'trial':
      return week <= since && week >= lastWeek ? 'one-person' : 'nobody';
    case 'lapsed':
      return week >= lastWeek ? 'team' : 'nobody';
    case 'declining':
      return week <= since ? 'one-person' : 'team';
    default:
      throw new Error(`Unknown kind of history ${kind satisfies never}`);
  }
}

/** Every history of the demonstration organisation. */
export const ADOPTION_HISTORIES: readonly AdoptionHistory[] =
  parseHistories(ADOPTION_PLAN);
