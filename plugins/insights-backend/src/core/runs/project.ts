import {
  ActorKind,
  Cause,
  ClosedBy,
  Outcome,
  RunClass,
  Trigger,
} from '@mli/plugin-insights-common';
import { boundedKey } from '../ingest/boundedKey';
import { dayOf, Micros } from '../ingest/time';
import { RunState } from './fold';
import { ASPECTS, RunAttributes } from './observation';

export type ImpossibleTimeline =
  | 'started-before-submitted'
  | 'ended-before-submitted'
  | 'ended-before-started'
  | 'first-result-before-started'
  | 'ended-before-first-result';

export interface Job {
  readonly namespace: string;
  readonly name: string;
  /** '' where not known. */
  readonly repository: string;
  /** '' where the job is its own experiment. */
  readonly experiment: string;
}

/** A run as the rest of the portal knows it: a function of its folded state and nothing else. */
export interface RunView {
  readonly job?: Job;
  readonly actorHash?: string;
  readonly actorKind?: ActorKind;
  readonly saidTeam: string;
  readonly saidComponent: string;
  /** Sorted, each once. */
  readonly saidOfferings: readonly string[];
  readonly parentKey?: string;
  readonly committedAt?: Micros;
  readonly submittedAt?: Micros;
  readonly startedAt?: Micros;
  readonly firstResultAt?: Micros;
  readonly endedAt?: Micros;
  readonly heartbeatAt?: Micros;
  readonly outcome?: Outcome;
  readonly cause?: Cause;
  readonly closedBy?: ClosedBy;
  readonly trigger: Trigger;
  readonly runClass: RunClass;
  readonly stageTag?: string;
  readonly gpus?: number;
  readonly impossible?: ImpossibleTimeline;
}

export function project(state: RunState): RunView {
  const said = attributesOf(state);
  const end = state.end?.value;
  const times = {
    committedAt: state.times.committed,
    submittedAt: state.times.submitted,
    startedAt: state.times.started,
    firstResultAt: state.times.firstResult,
    endedAt: end?.endedAt,
    heartbeatAt: state.times.heartbeat,
  };
  return {
    ...times,
    job:
      said.namespace === undefined || said.job === undefined
        ? undefined
        : {
            namespace: said.namespace,
            name: said.job,
            repository: said.repository ?? '',
            experiment: said.experiment ?? '',
          },
    actorHash: said.actor?.hash,
    actorKind: said.actor?.kind,
    saidTeam: said.team ?? '',
    saidComponent: said.component ?? '',
    saidOfferings: [...new Set(said.offerings)].sort(),
    parentKey: said.parent === undefined ? undefined : boundedKey(said.parent),
    outcome: end?.outcome,
    cause: end?.outcome === 'failed' ? (end.cause ?? 'unknown') : undefined,
    closedBy: end?.closedBy,
    trigger: said.trigger ?? 'unknown',
    runClass: runClassOf(said),
    stageTag: said.stage,
    gpus: said.gpus,
    impossible: impossibleTimeline(times),
  };
}

/** Why no metric may use these times; undefined where they can be true. */
export function impossibleTimeline(times: {
  readonly submittedAt?: Micros;
  readonly startedAt?: Micros;
  readonly firstResultAt?: Micros;
  readonly endedAt?: Micros;
}): ImpossibleTimeline | undefined {
  const { submittedAt, startedAt, firstResultAt, endedAt } = times;
  const before = (a: Micros | undefined, b: Micros | undefined) =>
    a !== undefined && b !== undefined && a < b;
  if (before(endedAt, startedAt)) return 'ended-before-started';
  if (before(startedAt, submittedAt)) return 'started-before-submitted';
  if (before(endedAt, submittedAt)) return 'ended-before-submitted';
  if (before(firstResultAt, startedAt)) return 'first-result-before-started';
  if (before(endedAt, firstResultAt)) return 'ended-before-first-result';
  return undefined;
}

/** The UTC days on which this run may count in some cell. */
export function daysOf(view: RunView): string[] {
  const days = new Set<string>();
  for (const time of [
    view.submittedAt,
    view.startedAt,
    view.firstResultAt,
    view.endedAt,
    // Where a run that fell silent is taken to have ended.
    view.heartbeatAt,
  ]) {
    if (time !== undefined) {
      days.add(dayOf(time));
    }
  }
  return [...days];
}

function attributesOf(state: RunState): RunAttributes {
  const said: Record<string, unknown> = {};
  // Backwards: what stands earlier in the list overwrites.
  for (let index = ASPECTS.length - 1; index >= 0; index -= 1) {
    const name = ASPECTS[index];
    const aspect = name && state.aspects[name];
    if (aspect) {
      Object.assign(said, aspect.value);
    }
  }
  // The values are those of RunAttributes: only the merge erased their type.
  return said as RunAttributes;
}

/** From an explicit tag, else from what is known at submission; never from how long the run took. */
function runClassOf(said: RunAttributes): RunClass {
  return said.runClass ?? (said.stage === 'evaluation' ? 'evaluation' : 'full');
}
