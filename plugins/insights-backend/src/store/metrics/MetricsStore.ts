import { MetricId } from '@mli/plugin-insights-common';
import { Bucket } from '../../core/metrics/buckets';
import { WaitCount } from '../../core/metrics/kaplanMeier';
import { Facet } from '../../core/metrics/MetricQuery';
import { Day, DayRange } from '../../core/metrics/windows';
import { CellTotals } from '../../core/release/ReleaseLattice';

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

export interface StoredWeek extends CellTotals {
  readonly team: string;
  readonly week: Day;
  readonly stage: string;
  readonly source: string;
  readonly people: readonly StoredContribution[];
}

export interface StoredOfferingWeek extends CellTotals {
  readonly team: string;
  readonly week: Day;
  readonly offering: string;
  readonly people: readonly StoredContribution[];
}

/** Cells that one answer is made of; `teams` are those that cells name, not the units above them. */
export interface CellSelection {
  readonly teams: readonly string[];
  readonly range: DayRange;
  readonly facet: Facet;
}

export interface SourceHistory extends CellTotals {
  readonly range: DayRange;
  readonly teams: readonly string[];
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
  /** All of a source, whatever the trigger and run class; undefined for a source nobody knows. */
  sourceHistory(
    metric: MetricId,
    source: string,
  ): Promise<SourceHistory | undefined>;
  /** Exact quantiles in milliseconds, one row a selection, in its order; empty where there are no values. */
  exactQuantiles(
    view: CellView,
    selections: readonly CellSelection[],
    quantiles: readonly number[],
  ): Promise<number[][]>;
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
