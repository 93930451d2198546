import { RunClass, Trigger } from '@mli/plugin-insights-common';
import { Day } from '../metrics/windows';

/** A part of one run's time. A segment is a stage and a phase. */
export const LOSS_PHASES = ['queue', 'startup', 'execution'] as const;
export type LossPhase = (typeof LOSS_PHASES)[number];

/** `worked` is what was not lost: the time in which runs of a person executed and did not fail through the system. */
export const LOSS_KINDS = ['blocked', 'rework', 'worked'] as const;
export type LossKind = (typeof LOSS_KINDS)[number];

/** What losses are told apart by; a run has one of each. */
export interface RunPlace {
  readonly stage: string;
  /** '' where no rule decided; such runs of one person are taken for one component. */
  readonly component: string;
  readonly runClass: RunClass;
  readonly trigger: Trigger;
  readonly source: number;
  /** Hex; '' where the source names nobody. */
  readonly actor: string;
  /** The next power of two of the GPUs; 0 for none, -1 for not said. */
  readonly gpuClass: number;
  /** Sorted. */
  readonly offerings: readonly string[];
}

/** A run as losses see it: times in milliseconds since 1970, undefined where nobody told. */
export interface TimedRun extends RunPlace {
  readonly submitted?: number;
  readonly started?: number;
  readonly firstResult?: number;
  readonly ended?: number;
  /** Trial of a sweep, task of a pipeline. */
  readonly child: boolean;
  /** Has such: it executes only in that its trials do. */
  readonly hasTrials: boolean;
  /** Failed by the system, or lost. */
  readonly fault: boolean;
}

/** What one person lost on a day at one place; the sums of these are the metrics. */
export interface LossRow extends RunPlace {
  readonly kind: LossKind;
  readonly phase: LossPhase;
  /** Of the anchor: submission of waits, end of rework, start of work. UTC. */
  readonly day: Day;
  readonly milliseconds: number;
  /** Runs of the kind anchored here, whatever they added; trials and tasks are not counted. */
  readonly runs: number;
  /** By local hour of the week, 0 is Monday midnight to one. */
  readonly hours: ReadonlyMap<number, number>;
}
