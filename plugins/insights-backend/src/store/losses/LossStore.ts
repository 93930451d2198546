import { Handoff, LineageEdge } from '../../core/losses/handoffs';
import {
  LossKind,
  LossPhase,
  LossRow,
  TimedRun,
} from '../../core/losses/types';
import { Day, DayRange } from '../../core/metrics/windows';

export interface LossMarks {
  readonly ids: readonly string[];
  readonly team: string;
  /** Everything from this day on may be different. */
  readonly from: Day;
}

/** What a person lost in a week at a place; of `worked`, how many runs there were too. */
export interface StoredLoss {
  readonly team: string;
  /** A Monday. */
  readonly week: Day;
  readonly day: Day;
  readonly kind: LossKind;
  readonly phase: LossPhase;
  readonly stage: string;
  /** Hex, or '' with the component for one. */
  readonly person: string;
  readonly runClass: string;
  readonly gpuClass: number;
  readonly milliseconds: number;
  readonly runs: number;
}

export interface StageUse {
  readonly team: string;
  readonly stage: string;
  /** '' for runs on none. */
  readonly offering: string;
  readonly runs: number;
}

export interface HourLoss {
  readonly team: string;
  readonly stage: string;
  readonly phase: LossPhase;
  readonly hour: number;
  readonly milliseconds: number;
}

export interface StoredEdge extends LineageEdge {
  readonly team: string;
  readonly fromStage: string;
  readonly toStage: string;
  readonly runClass: string;
  readonly trigger: string;
  readonly source: number;
}

export interface StageHandoff {
  readonly team: string;
  readonly fromStage: string;
  readonly toStage: string;
  readonly milliseconds: readonly number[];
}

export interface StoredReport {
  readonly unit: string;
  readonly closedEnd: Day;
  /** Hex. */
  readonly digest: string;
  readonly definitionVersion: number;
  readonly runs: number;
  readonly report: unknown;
  readonly releasedStages?: readonly string[];
  readonly computedAt: Date;
}

export interface RecentRun {
  readonly component: string;
  readonly stage: string;
  readonly runClass: string;
  readonly gpus?: number;
  readonly submitted?: Date;
  readonly started?: Date;
  readonly firstResult?: Date;
  readonly ended?: Date;
  readonly outcome?: string;
  readonly cause?: string;
}

/** Timelines in, what was lost out; everything here is derived. */
export interface LossStore {
  /** Teams whose timelines changed, with the first day it concerns. */
  marks(limit: number): Promise<LossMarks[]>;
  timeline(team: string, from: Day): Promise<TimedRun[]>;
  /** Hand-offs whose consumer is the team's. */
  edges(team: string, from: Day): Promise<StoredEdge[]>;
  /** Replaces what is stored from a day on, with the cells made of it, and forgets the marks. */
  replace(
    marks: LossMarks,
    rows: readonly LossRow[],
    handoffs: readonly (Handoff & StoredEdge)[],
  ): Promise<void>;

  /** Set off by people, or not said by what. */
  losses(range: DayRange): Promise<StoredLoss[]>;
  hours(range: DayRange): Promise<HourLoss[]>;
  stageUse(range: DayRange): Promise<StageUse[]>;
  handoffs(range: DayRange): Promise<StageHandoff[]>;

  reports(units?: readonly string[]): Promise<StoredReport[]>;
  /** Replaces the reports of some units; the others keep theirs. Reports of units that are gone are dropped. */
  publish(
    changed: readonly StoredReport[],
    masks: ReadonlyMap<string, readonly string[] | undefined>,
  ): Promise<void>;
  /** @param stage - absent: of every stage */
  recentRuns(options: {
    components: readonly string[];
    stage?: string;
    limit: number;
  }): Promise<RecentRun[]>;
}
