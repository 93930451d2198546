import { createHash } from 'node:crypto';
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
import {
  Attempt,
  attemptsOf,
  AttemptView,
  causeOf,
  toAttemptView,
} from './attempts';
import { DatedEnd, RunState } from './fold';
import { ASPECTS, ObservedActor, RunAttributes } from './observation';
import { DEFAULT_RUN_CLASS_RULES, runClassOf, RunClassRules } from './runClass';

/** Enough of a hash to tell the versions of one experiment apart. */
const VERSION_LENGTH = 22;

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

/** A run as the rest of the portal knows it: a function of its folded state and what is given beside it. */
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
  /** Of the first attempt that has one. */
  readonly submittedAt?: Micros;
  /** Of the first attempt that has one. */
  readonly startedAt?: Micros;
  readonly firstResultAt?: Micros;
  /** Of the last attempt, as outcome and cause. */
  readonly endedAt?: Micros;
  readonly heartbeatAt?: Micros;
  readonly outcome?: Outcome;
  readonly cause?: Cause;
  readonly closedBy?: ClosedBy;
  readonly trigger: Trigger;
  readonly runClass: RunClass;
  readonly stageTag?: string;
  /** Equal for runs of one commit with the same parameters; undefined where one of them is not known. */
  readonly version?: string;
  readonly gpus?: number;
  readonly impossible?: ImpossibleTimeline;
  /** Empty where only one is known: then it is the run. */
  readonly attempts: readonly AttemptView[];
}

/** What decides about a run beside its events. */
export interface ProjectionContext {
  /** Other runs of its job name it as their parent. */
  readonly hasTrials?: boolean;
  readonly rules?: RunClassRules;
  /** Whose an account turned out to be after it was first seen; undefined: nobody's any more. */
  readonly resolveActor?: (actor: ObservedActor) => ObservedActor | undefined;
}

/** What the events of a run, or of all rows of a joined one, say: before it becomes a view. */
export interface RunSummary {
  readonly said: RunAttributes;
  readonly times: {
    readonly committedAt?: Micros;
    readonly submittedAt?: Micros;
    readonly startedAt?: Micros;
    readonly firstResultAt?: Micros;
    readonly endedAt?: Micros;
    readonly heartbeatAt?: Micros;
  };
  readonly end?: DatedEnd;
  /** At least one. */
  readonly attempts: readonly Attempt[];
}

export function project(
  state: RunState,
  context: ProjectionContext = {},
): RunView {
  return toView(summarise(state, context), context);
}

/** What the events of one source say. */
export function summarise(
  state: RunState,
  { resolveActor }: ProjectionContext = {},
): RunSummary {
  const attempts = attemptsOf(state);
  const end = attempts.at(-1)?.end;
  const said = attributesOf(state);
  return {
    said: resolveActor ? withActor(said, resolveActor) : said,
    times: {
      committedAt: state.times.committed,
      submittedAt: earliest(attempts.map(item => item.submittedAt)),
      startedAt: earliest(attempts.map(item => item.startedAt)),
      firstResultAt: state.times.firstResult,
      endedAt: end?.value.endedAt,
      heartbeatAt: state.times.heartbeat,
    },
    end,
    attempts,
  };
}

function withActor(
  said: RunAttributes,
  resolveActor: (actor: ObservedActor) => ObservedActor | undefined,
): RunAttributes {
  const { actor, ...others } = said;
  const resolved = actor && resolveActor(actor);
  return resolved ? { ...others, actor: resolved } : others;
}

export function toView(
  { said, times, end, attempts }: RunSummary,
  { hasTrials = false, rules = DEFAULT_RUN_CLASS_RULES }: ProjectionContext,
): RunView {
  const several = attempts.length > 1 ? attempts.map(toAttemptView) : [];
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
    outcome: end?.value.outcome,
    cause: causeOf(end),
    closedBy: end?.value.closedBy,
    trigger: said.trigger ?? 'unknown',
    runClass: runClassOf(said, { hasTrials, rules }),
    stageTag: said.stage,
    version: versionOf(said),
    gpus: said.gpus,
    impossible: several
      .map(impossibleTimeline)
      .concat(impossibleTimeline(times))
      .find(fault => fault !== undefined),
    attempts: several,
  };
}

function versionOf({ commit, parameters }: RunAttributes): string | undefined {
  return commit === undefined || parameters === undefined
    ? undefined
    : createHash('sha256')
        .update(JSON.stringify([commit, parameters]))
        .digest('base64url')
        .slice(0, VERSION_LENGTH);
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
    ...view.attempts.flatMap(item => [
      item.submittedAt,
      item.startedAt,
      item.endedAt,
    ]),
  ]) {
    if (time !== undefined) {
      days.add(dayOf(time));
    }
  }
  return [...days];
}

export function earliest(
  times: readonly (Micros | undefined)[],
): Micros | undefined {
  const known = times.filter(time => time !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
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
