import {
  NEED_ACTION_OF,
  NEED_KINDS,
  NeedAction,
  NeedKind,
} from '@mli/plugin-insights-common';
import { daysBetween } from '../metrics/windows';
import { AdoptionPair } from './adoptionPair';
import { onboardingPatience } from './adoptionStatus';
import { Likeness } from './likeness';
import { dayInWords } from './dayInWords';
import { ADOPTION_THRESHOLDS, AdoptionThresholds } from './types';

export interface NeedInput {
  readonly pair: AdoptionPair;
  readonly teamTitle: string;
  /** The sentence of the row. */
  readonly sentence: string;
  /** Deprecated or retired: a team that left it did what it was asked to. */
  readonly isPhasedOut: boolean;
  readonly thresholds?: AdoptionThresholds;
  readonly likeness?: Likeness & {
    readonly adopterTitles: readonly string[];
    readonly peerGroupTitle?: string;
  };
}

export interface FoundNeed {
  readonly kind: NeedKind;
  readonly action: NeedAction;
  readonly sentence: string;
  /** Larger is more urgent, within a kind. */
  readonly weight: number;
}

/**
 * What somebody should do for a team, from what may be told about it; undefined where nothing. Of teams that are
 * hidden it knows what they say, so their place in a list tells nothing else.
 */
export function needOf(input: NeedInput): FoundNeed | undefined {
  const { pair } = input;
  if (!pair.eligible) {
    return undefined;
  }
  const kind = kindOf(input);
  return (
    kind && {
      kind,
      action: NEED_ACTION_OF[kind],
      sentence: sentenceOf(kind, input),
      weight: weightOf(kind, input),
    }
  );
}

/** Most urgent first; equal ones by name, so that the order tells nothing. */
export function rankNeeds<
  T extends FoundNeed & { team: string; offering: string },
>(needs: readonly T[]): T[] {
  const urgency = new Map(NEED_KINDS.map((kind, index) => [kind, index]));
  return [...needs].sort(
    (a, b) =>
      (urgency.get(a.kind) ?? 0) - (urgency.get(b.kind) ?? 0) ||
      b.weight - a.weight ||
      compare(a.offering, b.offering) ||
      compare(a.team, b.team),
  );
}

function kindOf({
  pair,
  isPhasedOut,
  likeness,
  thresholds = ADOPTION_THRESHOLDS,
}: NeedInput): NeedKind | undefined {
  switch (pair.status) {
    case 'stalled':
      return 'onboarding-too-long';
    case 'planned':
      return daysSaid(pair) >= onboardingPatience(pair.expectedDays, thresholds)
        ? 'onboarding-too-long'
        : undefined;
    case 'churned':
      return isPhasedOut ? undefined : 'lapsed';
    case 'declared-not-seen':
      return 'declared-not-seen';
    case 'seen-not-declared':
      return pair.state === 'declining' ? 'declining' : 'seen-not-declared';
    case 'in-use':
      return pair.state === 'declining' ? 'declining' : undefined;
    case 'not-started':
      return likeness && !isPhasedOut ? 'like-adopters' : undefined;
    default:
      return undefined;
  }
}

function sentenceOf(kind: NeedKind, input: NeedInput): string {
  const { pair, teamTitle, likeness, thresholds = ADOPTION_THRESHOLDS } = input;
  if (kind === 'like-adopters' && likeness) {
    const stages = inWords(likeness.stages);
    const adopters = inWords(likeness.adopterTitles);
    const peers = likeness.peerGroupTitle
      ? `; all are in ${likeness.peerGroupTitle}`
      : '';
    const losses = likeness.losses.length
      ? `; all of them lose time ${inWords(likeness.losses.map(lossInWords))}`
      : '';
    return `Like ${adopters}, which ${likeness.adopters.length === 1 ? 'uses' : 'use'} it, ${teamTitle} works in ${stages}${losses}${peers}`;
  }
  if (kind === 'onboarding-too-long') {
    const since = pair.observed?.spellStart ?? pair.said.since ?? pair.asOf;
    const days = daysBetween(since, pair.asOf);
    const expected = pair.expectedDays
      ? `, and ${countOf(pair.expectedDays, 'day')} ${pair.expectedDays === 1 ? 'is' : 'are'} expected`
      : '';
    const seen = pair.observed?.firstSeen
      ? `runs seen since ${dayInWords(since, pair.asOf)}`
      : 'no runs seen yet';
    return `${teamTitle} has been trying it for ${countOf(days, 'day')}${expected}; ${seen}`;
  }
  if (kind === 'declining') {
    return `${teamTitle} uses it less: for ${thresholds.decliningWeeks} weeks fewer members than it takes to count as in use`;
  }
  return input.sentence;
}

function weightOf(kind: NeedKind, { pair, likeness }: NeedInput): number {
  const { observed } = pair;
  switch (kind) {
    case 'onboarding-too-long':
      return daysBetween(
        observed?.spellStart ?? pair.said.since ?? pair.asOf,
        pair.asOf,
      );
    case 'lapsed':
      // The fresher, the likelier that something can be done.
      return observed?.lastSeen
        ? -daysBetween(observed.lastSeen, pair.asOf)
        : -1e6;
    case 'seen-not-declared':
      return observed?.adoptionDate ? 1 : 0;
    case 'like-adopters':
      return likeness?.score ?? 0;
    default:
      return 0;
  }
}

function daysSaid({ said, asOf }: AdoptionPair): number {
  return said.since ? daysBetween(said.since, asOf) : 0;
}

const PHASES: Readonly<Record<string, string>> = {
  queue: 'waiting for',
  startup: 'starting up',
  execution: 'in failed runs of',
};

/** `waiting for training` */
export function lossInWords(loss: string): string {
  const [stage = '', phase = ''] = loss.split(' ');
  return `${PHASES[phase] ?? 'in'} ${stage}`;
}

function countOf(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

export function inWords(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2
    ? last
    : `${items.slice(0, -1).join(', ')} and ${last}`;
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
