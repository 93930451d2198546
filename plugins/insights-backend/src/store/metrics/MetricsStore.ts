import { MetricId } from '@mli/plugin-insights-common';
import { Bucket } from '../../core/metrics/buckets';
import { WaitCount } from '../../core/metrics/kaplanMeier';
import { Facet } from '../../core/metrics/MetricQuery';
import { Day, DayRange } from '../../core/metrics/windows';
import { CellTotals, NodeTotals } from '../../core/release/ReleaseLattice';

/** Which cells are looked at. */
export interface CellView {
  readonly metric: MetricId;
  readonly triggers: readonly string[];
  readonly runClasses: readonly string[];
}

export interface StoredContribution {
  /** Hex of the keyed hash of a person. */
  readonly person: string;
  /** Milliseconds, at least one for each cell the person is in. */
  readonly weight: number;
}

interface StoredTeamWeek extends CellTotals {
  readonly team: string;
  readonly week: Day;
  readonly people: readonly StoredContribution[];
  /** Hex of actors active in the week, where the metric counts them. */
  readonly actors: readonly string[];
  readonly dataAt: string;
}

export interface StoredWeek extends StoredTeamWeek {
  readonly stage: string;
  readonly source: string;
}

export interface StoredOfferingWeek extends StoredTeamWeek {
  readonly offering: string;
}

export interface StoredComponentWeek extends StoredTeamWeek {
  readonly component: string;
}

/** Cells that one answer is made of; `teams` are those that cells name, not the units above them. */
export interface CellSelection {
  readonly teams: readonly string[];
  readonly range: DayRange;
  readonly facet: Facet;
}

export interface SourceHistory extends NodeTotals {
  readonly range: DayRange;
  readonly teams: readonly string[];
}

export interface ExactQuantiles {
  readonly values: readonly number[];
  /** Mean of the values with those beyond p1 and p99 set to them. */
  readonly winsorisedMean?: number;
}

/** Reads roll-ups, never runs. Every method is one statement, however many answers it is for. */
export interface MetricsStore {
  /** Changes whenever something an answer is made of has changed. */
  version(): Promise<string>;
  /** @param withPeople - who contributed how much: needed for class P, costly otherwise */
  weeks(
    view: CellView,
    options: { before: Day; withPeople: boolean },
  ): Promise<StoredWeek[]>;
  offeringWeeks(
    view: CellView,
    options: { before: Day; withPeople: boolean },
  ): Promise<StoredOfferingWeek[]>;
  /** With people: a component is judged by them in either class. */
  componentWeeks(
    view: CellView,
    options: { before: Day },
  ): Promise<StoredComponentWeek[]>;
  /**
   * All of a source before a day, whatever the trigger and run class; undefined for a source nobody knows. Its range
   * ends with the last day on which anything of the source started or ended, whatever the metric.
   */
  sourceHistory(
    metric: MetricId,
    source: string,
    before: Day,
  ): Promise<SourceHistory | undefined>;
  /** In milliseconds, one a selection, in its order; empty where there are no values. */
  exactQuantiles(
    view: CellView,
    selections: readonly CellSelection[],
    quantiles: readonly number[],
  ): Promise<ExactQuantiles[]>;
  buckets(
    view: CellView,
    selections: readonly CellSelection[],
  ): Promise<Bucket[][]>;
  /** Every wait, ended or given up; above 50,000 by buckets of 0.5 %. */
  waits(
    view: CellView,
    selections: readonly CellSelection[],
    options: { exact: boolean },
  ): Promise<WaitCount[][]>;
}
