import { MetricId } from '@mli/plugin-insights-common';
import { Bucket } from '../../core/metrics/buckets';
import { WaitCount } from '../../core/metrics/kaplanMeier';
import { Facet } from '../../core/metrics/MetricQuery';
import { Day, DayRange } from '../../core/metrics/windows';
import { NodeTotals } from '../../core/release/ReleaseLattice';

/** Which cells are looked at. */
export interface CellView {
  readonly metric: MetricId;
  readonly triggers: readonly string[];
  readonly runClasses: readonly string[];
}

/** Cells that one answer is made of; `teams` are those that cells name, not the units above them. */
export interface CellSelection {
  readonly teams: readonly string[];
  readonly range: DayRange;
  readonly facet: Facet;
  /** The range is of whole closed weeks, so that merged ones say the same. */
  readonly inWeeks?: boolean;
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
  /** Brings merged weeks up to date with the day cells; answers how many were merged. */
  mergeWeeks(): Promise<number>;
  /** Whether day cells of a week before a day were written since they were merged. */
  isUnmerged(before: Day): Promise<boolean>;
  /** Changes whenever a merged week of the metric before a day changes, or the organisation. */
  inputVersion(metric: MetricId, before: Day): Promise<string>;
  /**
   * Whether a live source that is not new changed a week of a metric after a version of its inputs. Histories, and
   * sources first heard of after `newSince`, are imports: what they say is no revision.
   */
  hasRevisions(
    metric: MetricId,
    since: { inputVersion: string; before: Day; newSince: Date },
  ): Promise<boolean>;
  /**
   * Merged weeks before a day, as JSON arrays for core/release/weekCells.ts.
   *
   * @param withPeople - who contributed how much: needed for class P, costly otherwise
   */
  weekRows(
    view: CellView,
    options: { before: Day; withPeople: boolean },
  ): Promise<string[]>;
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
  /** From merged weeks where all selections are of such. */
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
