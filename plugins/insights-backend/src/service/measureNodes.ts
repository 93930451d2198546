import { MetricAnswer } from '@mli/plugin-insights-common';
import { bucketQuantile } from '../core/metrics/buckets';
import { kaplanMeierQuantiles } from '../core/metrics/kaplanMeier';
import {
  EXACT_UP_TO,
  mayShowQuantile,
  QUANTILES,
} from '../core/metrics/quantiles';
import { CellTotals } from '../core/release/ReleaseLattice';
import {
  CellSelection,
  CellView,
  MetricsStore,
} from '../store/metrics/MetricsStore';

/** Something that is released and has enough runs, so that its numbers may be computed. */
export interface Measurable {
  readonly selection: CellSelection;
  readonly totals: CellTotals;
}

export type Measures = Pick<
  MetricAnswer,
  | 'n'
  | 'neverStarted'
  | 'censored'
  | 'mean'
  | 'zeroShare'
  | (typeof QUANTILES)[number]['name']
>;

const CENSORED_ABOVE = 0.05;
const CENSORED_QUANTILES = [0.5, 0.9];

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
  const put = (position: number, values: readonly number[]) => {
    const target = measures[position];
    for (const [index, { name, q }] of QUANTILES.entries()) {
      const value = values[index];
      if (
        target &&
        value !== undefined &&
        mayShowQuantile(runsOf(nodes, position), q)
      ) {
        target[name] = seconds(value);
      }
    }
  };
  for (const [index, position] of exact.entries()) {
    put(position, exactValues[index] ?? []);
  }
  for (const [index, position] of large.entries()) {
    const list = buckets[index] ?? [];
    put(position, list.length ? qs.map(q => bucketQuantile(list, q)) : []);
  }
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
      const [p50, p90] = kaplanMeierQuantiles(
        waits[index] ?? [],
        CENSORED_QUANTILES,
      );
      const target = measures[position];
      if (target) {
        target.censored = {
          ...(p50 !== undefined && mayShowQuantile(n, 0.5)
            ? { p50: seconds(p50) }
            : {}),
          ...(p90 !== undefined && mayShowQuantile(n, 0.9)
            ? { p90: seconds(p90) }
            : {}),
        };
      }
    }
  }
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
