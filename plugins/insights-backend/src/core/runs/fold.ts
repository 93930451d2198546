import { Outcome } from '@mli/plugin-insights-common';
import { Micros } from '../ingest/time';
import { readExternalId } from './join/externalIds';
import {
  AspectName,
  DatedObservation,
  ObservedEnd,
  RUN_TIMES,
  RunAttributes,
  RunTime,
} from './observation';

interface Dated {
  readonly at: Micros;
  readonly hash: string;
}

export interface DatedAspect extends Dated {
  readonly value: RunAttributes;
}

export interface DatedEnd extends Dated {
  readonly value: ObservedEnd;
}

/** What is known of one attempt beside what holds for the run. */
export interface AttemptState {
  readonly times: Partial<Record<AttemptTime, Micros>>;
  readonly end?: DatedEnd;
}

const ATTEMPT_TIMES = ['submitted', 'started'] as const;
type AttemptTime = (typeof ATTEMPT_TIMES)[number];

/**
 * What all events of a run seen so far say together.
 *
 * `merge` over these is commutative, associative and idempotent, so the state depends on the set of events alone:
 * not on their order, their number, nor on how they were split over requests and back ends.
 */
export interface RunState {
  readonly times: Partial<Record<RunTime, Micros>>;
  readonly end?: DatedEnd;
  /** Attempts after the first, by their number; `times` and `end` above are those of the first. */
  readonly attempts?: Readonly<Record<string, AttemptState>>;
  /** It read or wrote datasets. */
  readonly lineage?: true;
  readonly aspects: Partial<Record<AspectName, DatedAspect>>;
  /** Sorted, each once. */
  readonly externalIds: readonly string[];
}

/** Which end counts when two events of the same time disagree: the one that says more went wrong. */
const OUTCOME_RANK: Record<Outcome, number> = {
  lost: 1,
  skipped: 2,
  succeeded: 3,
  cancelled: 4,
  failed: 5,
};

export const EMPTY_RUN_STATE: RunState = {
  times: {},
  aspects: {},
  externalIds: [],
};

/** The state after a single event. */
export function stateOf(dated: DatedObservation): RunState {
  const { observation, at, hash } = dated;
  const aspects: Partial<Record<AspectName, DatedAspect>> = {};
  for (const [name, value] of entriesOf(observation.aspects)) {
    aspects[name] = { at, hash, value };
  }
  const end = observation.end && { at, hash, value: observation.end };
  const { attempt = 1, times = {}, inputs, outputs } = observation;
  return {
    ...(attempt > 1
      ? laterAttempt(attempt, times, end)
      : { times: { ...times }, ...(end && { end }) }),
    ...((inputs || outputs) && { lineage: true }),
    aspects,
    externalIds: [
      ...new Set(
        observation.externalIds?.flatMap(id => readExternalId(id) ?? []),
      ),
    ].sort(),
  };
}

function laterAttempt(
  attempt: number,
  { submitted, started, ...ofTheRun }: RunState['times'],
  end: DatedEnd | undefined,
): Pick<RunState, 'times' | 'attempts'> {
  return {
    times: ofTheRun,
    attempts: {
      [attempt]: {
        times: {
          ...(submitted !== undefined && { submitted }),
          ...(started !== undefined && { started }),
        },
        ...(end && { end }),
      },
    },
  };
}

export function merge(a: RunState, b: RunState): RunState {
  const end = mergeEnds(a.end, b.end);
  const attempts = mergeAttempts(a.attempts, b.attempts);
  return {
    times: mergeTimes(a.times, b.times),
    ...(end && { end }),
    ...(attempts && { attempts }),
    ...((a.lineage || b.lineage) && { lineage: true }),
    aspects: mergeAspects(a.aspects, b.aspects),
    externalIds: mergeIds(a.externalIds, b.externalIds),
  };
}

export function fold(observations: Iterable<DatedObservation>): RunState {
  let state = EMPTY_RUN_STATE;
  for (const dated of observations) {
    state = merge(state, stateOf(dated));
  }
  return state;
}

function mergeAttempts(
  a: RunState['attempts'],
  b: RunState['attempts'],
): RunState['attempts'] {
  if (!a || !b) {
    return a ?? b;
  }
  const attempts: Record<string, AttemptState> = { ...a };
  for (const [number, theirs] of Object.entries(b)) {
    const ours = attempts[number];
    if (ours) {
      const end = mergeEnds(ours.end, theirs.end);
      attempts[number] = {
        times: mergeTimes(ours.times, theirs.times),
        ...(end && { end }),
      };
    } else {
      attempts[number] = theirs;
    }
  }
  return attempts;
}

/** A run begins with the first sign of each step and lives until the last sign of life. */
function mergeTimes(
  a: RunState['times'],
  b: RunState['times'],
): RunState['times'] {
  const times: Partial<Record<RunTime, Micros>> = {};
  for (const name of RUN_TIMES) {
    const [x, y] = [a[name], b[name]];
    if (x === undefined || y === undefined) {
      const known = x ?? y;
      if (known !== undefined) {
        times[name] = known;
      }
    } else {
      times[name] = name === 'heartbeat' ? Math.max(x, y) : Math.min(x, y);
    }
  }
  return times;
}

/** Which of two ends counts: above 0 for `a`. */
export function compareEnds(a: DatedEnd, b: DatedEnd): number {
  return (
    Number(a.value.closedBy === 'event') -
      Number(b.value.closedBy === 'event') ||
    a.at - b.at ||
    rankOf(a.value) - rankOf(b.value) ||
    compareText(a.hash, b.hash)
  );
}

/** An end that an event says beats one that was concluded from silence; then the latest, the gravest, the hash. */
function mergeEnds(a?: DatedEnd, b?: DatedEnd): DatedEnd | undefined {
  if (!a || !b) {
    return a ?? b;
  }
  return compareEnds(a, b) >= 0 ? a : b;
}

function rankOf(end: ObservedEnd): number {
  return end.outcome === undefined ? 0 : OUTCOME_RANK[end.outcome];
}

function mergeAspects(
  a: RunState['aspects'],
  b: RunState['aspects'],
): RunState['aspects'] {
  const aspects: Partial<Record<AspectName, DatedAspect>> = { ...a };
  for (const [name, theirs] of entriesOf(b)) {
    const ours = aspects[name];
    if (
      !ours ||
      (theirs.at - ours.at || compareText(theirs.hash, ours.hash)) > 0
    ) {
      aspects[name] = theirs;
    }
  }
  return aspects;
}

function mergeIds(
  a: readonly string[],
  b: readonly string[],
): readonly string[] {
  if (a.length === 0 || b.length === 0) {
    return a.length === 0 ? b : a;
  }
  return [...new Set([...a, ...b])].sort();
}

function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function entriesOf<V>(
  aspects: Partial<Record<AspectName, V>> | undefined,
): [AspectName, V][] {
  // Object.entries widens the keys; these records are only ever built with aspect names.
  return Object.entries(aspects ?? {}) as [AspectName, V][];
}
