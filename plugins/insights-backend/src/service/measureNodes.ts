import { MetricAnswer, metricDefinition } from '@mli/plugin-insights-common';
import { Bucket, bucketQuantile, bucketValue } from '../core/metrics/buckets';
import { kaplanMeierQuantiles, WaitCount } from '../core/metrics/kaplanMeier';
import {
  EXACT_UP_TO,
  mayShowQuantile,
  QUANTILES,
} from '../core/metrics/quantiles';
import { ratioOf } from '../core/metrics/ratios';
import { Day } from '../core/metrics/windows';
import { NodeTotals } from '../core/release/ReleaseLattice';
import {
  CellSelection,
  CellView,
  MetricsStore,
} from '../store/metrics/MetricsStore';

/** Something that is released and has enough runs, so that its numbers may be computed. */
export interface Measurable {
  readonly selection: CellSelection;
  readonly totals: NodeTotals;
  /** Until when what is not over has lasted. */
  readonly until: Day;
}

export type Measures = Partial<
  Pick<
    MetricAnswer,
    | 'n'
    | 'neverStarted'
    | 'censored'
    | 'mean'
    | 'winsorisedMean'
    | 'zeroShare'
    | 'numerator'
    | 'denominator'
    | 'value'
    | 'causes'
    | 'parts'
    | (typeof QUANTILES)[number]['name']
  >
>;

const CENSORED_ABOVE = 0.05;
const CENSORED_QUANTILES = [0.5, 0.9];
const WINSORISED_FROM = 100;

/** Seconds to the microsecond, which hides the noise of binary fractions and nothing else. */
export function seconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1_000_000;
}

/** The numbers of several answers with a number of statements that does not grow with them. */
export async function measureNodes(
  store: MetricsStore,
  view: CellView,
  nodes: readonly Measurable[],
): Promise<Measures[]> {
  switch (metricDefinition(view.metric).kind) {
    case 'ratio':
    case 'quantity':
      return nodes.map(({ totals }) => ratioOf(view.metric, totals));
    case 'survival':
      return await measureSurvival(store, view, nodes);
    default:
      return await measureDurations(store, view, nodes);
  }
}

async function measureDurations(
  store: MetricsStore,
  view: CellView,
  nodes: readonly Measurable[],
): Promise<Measures[]> {
  const measures = nodes.map(({ totals }): Measures => ({
    n: totals.runs,
    ...(view.metric === 'queue_time'
      ? { neverStarted: totals.neverStarted }
      : {}),
    mean: seconds(totals.sumMilliseconds / totals.runs),
    zeroShare: totals.zeros / totals.runs,
  }));
  await Promise.all([
    addQuantiles(store, view, { nodes, measures }),
    addCensored(store, view, { nodes, measures }),
  ]);
  return measures;
}

interface Work {
  readonly nodes: readonly Measurable[];
  readonly measures: readonly Measures[];
}

async function addQuantiles(
  store: MetricsStore,
  view: CellView,
  { nodes, measures }: Work,
): Promise<void> {
  const positions = [...nodes.keys()];
  const exact = positions.filter(p => runsOf(nodes, p) <= EXACT_UP_TO);
  const large = positions.filter(p => runsOf(nodes, p) > EXACT_UP_TO);
  const qs = QUANTILES.map(({ q }) => q);
  const [exactValues, buckets] = await Promise.all([
    exact.length
      ? store.exactQuantiles(view, selectionsOf(nodes, exact), qs)
      : [],
    large.length ? store.buckets(view, selectionsOf(nodes, large)) : [],
  ]);
  const put = (
    position: number,
    values: readonly number[],
    winsorisedMean: number | undefined,
  ) => {
    const target = measures[position];
    const n = runsOf(nodes, position);
    for (const [index, { name, q }] of QUANTILES.entries()) {
      const value = values[index];
      if (target && value !== undefined && mayShowQuantile(n, q)) {
        target[name] = seconds(value);
      }
    }
    if (target && winsorisedMean !== undefined && n >= WINSORISED_FROM) {
      target.winsorisedMean = seconds(winsorisedMean);
    }
  };
  for (const [index, position] of exact.entries()) {
    const { values = [], winsorisedMean } = exactValues[index] ?? {};
    put(position, values, winsorisedMean);
  }
  for (const [index, position] of large.entries()) {
    const list = buckets[index] ?? [];
    const quantile = (q: number) => bucketQuantile(list, q);
    put(
      position,
      list.length ? qs.map(quantile) : [],
      list.length
        ? winsorisedMeanOf(list, quantile(0.01), quantile(0.99))
        : undefined,
    );
  }
}

function winsorisedMeanOf(
  buckets: readonly Bucket[],
  low: number,
  high: number,
): number {
  let sum = 0;
  let n = 0;
  for (const { index, count } of buckets) {
    sum += count * Math.min(high, Math.max(low, bucketValue(index)));
    n += count;
  }
  return sum / n;
}

async function addCensored(
  store: MetricsStore,
  view: CellView,
  { nodes, measures }: Work,
): Promise<void> {
  if (view.metric !== 'queue_time') {
    return;
  }
  const concerned = [...nodes.keys()].filter(position => {
    const { runs = 0, neverStarted = 0 } = nodes[position]?.totals ?? {};
    return neverStarted > CENSORED_ABOVE * (runs + neverStarted);
  });
  const isSmall = (position: number) =>
    runsOf(nodes, position) + neverStartedOf(nodes, position) <= EXACT_UP_TO;
  for (const exact of [true, false]) {
    const positions = concerned.filter(p => isSmall(p) === exact);
    if (positions.length === 0) {
      continue;
    }
    const selections = selectionsOf(nodes, positions);
    const waits = await store.waits(view, selections, { exact });
    for (const [index, position] of positions.entries()) {
      const n = runsOf(nodes, position) + neverStartedOf(nodes, position);
      const target = measures[position];
      if (target) {
        target.censored = survivalQuantiles(waits[index] ?? [], n);
      }
    }
  }
}

function survivalQuantiles(
  waits: readonly WaitCount[],
  n: number,
): { p50?: number; p90?: number } {
  const [p50, p90] = kaplanMeierQuantiles(waits, CENSORED_QUANTILES);
  return {
    ...(p50 !== undefined && mayShowQuantile(n, 0.5)
      ? { p50: seconds(p50) }
      : {}),
    ...(p90 !== undefined && mayShowQuantile(n, 0.9)
      ? { p90: seconds(p90) }
      : {}),
  };
}

/** n counts those who began; the value is the share that got there. What is not over began at `milliseconds`. */
async function measureSurvival(
  store: MetricsStore,
  view: CellView,
  nodes: readonly Measurable[],
): Promise<Measures[]> {
  const waits = nodes.length
    ? await store.waits(
        view,
        nodes.map(({ selection }) => selection),
        { exact: true },
      )
    : [];
  return nodes.map(({ totals, until }, position) => {
    const end = Date.parse(`${until}T00:00:00Z`);
    const n = totals.runs + totals.neverStarted;
    const lengths = (waits[position] ?? []).map(wait =>
      wait.givenUp > 0
        ? { ...wait, milliseconds: Math.max(0, end - wait.milliseconds) }
        : wait,
    );
    return {
      n,
      numerator: totals.runs,
      denominator: n,
      value: totals.runs / n,
      ...survivalQuantiles(lengths, n),
    };
  });
}

function runsOf(nodes: readonly Measurable[], position: number): number {
  return nodes[position]?.totals.runs ?? 0;
}

function neverStartedOf(
  nodes: readonly Measurable[],
  position: number,
): number {
  return nodes[position]?.totals.neverStarted ?? 0;
}

function selectionsOf(
  nodes: readonly Measurable[],
  positions: readonly number[],
): CellSelection[] {
  return positions.flatMap(position => nodes[position]?.selection ?? []);
}
