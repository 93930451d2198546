import {
  ActorKind,
  Cause,
  ClosedBy,
  Outcome,
  RunClass,
  Trigger,
} from '@mli/plugin-insights-common';
import { JsonValue } from '../ingest/canonicalJson';
import { Micros } from '../ingest/time';

/** A person as far as anything beyond the edge knows one: hex of the keyed hash. */
export interface ObservedActor {
  readonly hash: string;
  readonly kind: ActorKind;
}

/** What can be said of a run beside its times and its end. Absent means not said. */
export interface RunAttributes {
  readonly namespace?: string;
  readonly job?: string;
  readonly repository?: string;
  readonly experiment?: string;
  readonly commit?: string;
  /** Equal where the parameters are. */
  readonly parameters?: string;
  readonly team?: string;
  readonly component?: string;
  readonly offerings?: readonly string[];
  readonly stage?: string;
  readonly trigger?: Trigger;
  readonly runClass?: RunClass;
  readonly gpus?: number;
  /** What was asked for at submission. */
  readonly timeLimitSeconds?: number;
  readonly actor?: ObservedActor;
  readonly parent?: string;
}

/**
 * The parts an event is said in. A later event that says a part again replaces that part as a whole and leaves
 * the others: this is how facets of OpenLineage add up, and fields of our own events.
 *
 * Where two parts say the same attribute the one that stands earlier in this list counts.
 */
export const ASPECTS = [
  'said.job',
  'said.repository',
  'said.experiment',
  'said.commit',
  'said.parameters',
  'said.team',
  'said.component',
  'said.offerings',
  'said.stage',
  'said.trigger',
  'said.runClass',
  'said.gpus',
  'said.timeLimitSeconds',
  'said.actor',
  'said.parent',
  'record',
  'run.tags',
  'job.tags',
  'job.ownership',
  'run.parent',
  'run.schedule',
  'job.sourceCodeLocation',
  'job',
] as const;
export type AspectName = (typeof ASPECTS)[number];

export const RUN_TIMES = [
  'committed',
  'submitted',
  'started',
  'firstResult',
  'heartbeat',
] as const;
export type RunTime = (typeof RUN_TIMES)[number];

/** How a run ended, as one event says it. */
export interface ObservedEnd {
  readonly endedAt?: Micros;
  readonly outcome?: Outcome;
  readonly cause?: Cause;
  readonly closedBy: ClosedBy;
}

export interface DatasetName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * What one event says: normalised, without names of people, complete enough to fold again.
 */
export interface RunObservation {
  /**
   * Which attempt submission, start and end are of; absent means the first. Everything else is said of the run.
   */
  readonly attempt?: number;
  readonly times?: Partial<Record<RunTime, Micros>>;
  readonly end?: ObservedEnd;
  readonly aspects?: Partial<Record<AspectName, RunAttributes>>;
  /** When the first metric was logged; kept, and not folded: it is no first result. */
  readonly firstMetricAt?: Micros;
  /** `slurm:123`, `mlflow:abc`: how other systems call this run. */
  readonly externalIds?: readonly string[];
  readonly inputs?: readonly DatasetName[];
  readonly outputs?: readonly DatasetName[];
  /** One use of an offering that is not a run. */
  readonly usage?: ObservedUsage;
  /** What an event that is neither run nor use is about: a deployment, a merged change. */
  readonly subject?: ObservedSubject;
}

export interface ObservedUsage {
  readonly offering?: string;
  /** What an offering recognises by a telemetry matcher. */
  readonly key?: string;
  readonly actor?: ObservedActor;
  readonly team?: string;
  readonly component?: string;
  readonly quantity?: number;
}

export interface ObservedSubject {
  readonly id: string;
  readonly source: string;
  readonly chainId?: string;
  readonly content: JsonValue;
}

/** An observation with what decides between it and others of the same run. */
export interface DatedObservation {
  readonly observation: RunObservation;
  /** The time of the event. */
  readonly at: Micros;
  /** Hex of the hash of the event; breaks ties between events of one time. */
  readonly hash: string;
}
