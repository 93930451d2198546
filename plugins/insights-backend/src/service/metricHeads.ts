import { MetricAnswer, metricDefinition } from '@mli/plugin-insights-common';
import { MetricQuery } from '../core/metrics/MetricQuery';
import { ENOUGH_DATA } from '../core/metrics/quantiles';
import { CellTotals } from '../core/release/ReleaseLattice';
import { AskedNode } from './askedNodes';

type Head = Pick<
  MetricAnswer,
  'metric' | 'definition' | 'unit' | 'group' | 'scope' | 'window'
>;
type Without = Pick<MetricAnswer, 'status' | 'reason' | 'n' | 'neverStarted'>;

const HIDDEN_REASON =
  'Hidden: a number is shown where at least 5 people stand behind it, none of them with most of it, and where it does not give away such a number nearby. Ask for the unit above, or a longer window.';

export const HIDDEN = { status: 'hidden', reason: HIDDEN_REASON } as const;

/** What every answer begins with, whether it has a number or not. */
export function headOf(
  query: Pick<MetricQuery, 'metric'>,
  node: Pick<AskedNode, 'group' | 'scope' | 'window'>,
): Head {
  const definition = metricDefinition(query.metric);
  return {
    metric: definition.id,
    definition: {
      version: definition.version,
      title: definition.title,
      formula: definition.formula,
      class: definition.class,
      anchor: definition.anchor,
    },
    unit: definition.unit,
    group: node.group,
    scope: node.scope,
    window: node.window,
  };
}

export function notEnoughData(
  { metric }: Pick<MetricQuery, 'metric'>,
  totals: CellTotals | undefined,
): Without {
  const { counts } = metricDefinition(metric);
  const n = countedIn(metric, totals);
  return {
    status: 'not-enough-data',
    reason: `Not enough data: ${n} ${n === 1 ? counts : pluralOf(counts)} in this window, ${ENOUGH_DATA} needed.`,
    n,
    ...(metric === 'queue_time'
      ? { neverStarted: totals?.neverStarted ?? 0 }
      : {}),
  };
}

export function notAvailable({ metric }: Pick<MetricQuery, 'metric'>): Without {
  const { title, needs } = metricDefinition(metric);
  return {
    status: 'not-available',
    reason: `${title} is not available here. ${needs}`,
  };
}

/** Asked for the first time, and judging it takes longer than somebody should wait. */
export function beingPrepared({
  metric,
}: Pick<MetricQuery, 'metric'>): Without {
  return {
    status: 'not-available',
    reason: `${metricDefinition(metric).title} is being computed for the first time. Ask again in a few seconds.`,
  };
}

export function tooLittleSeen(
  { metric }: Pick<MetricQuery, 'metric'>,
  coverage: number,
): Without {
  const { title } = metricDefinition(metric);
  return {
    status: 'too-little-seen',
    reason: `Too little seen: only ${Math.floor(coverage * 100)} % of the runs that ${title.toLocaleLowerCase('en-US')} is about were seen with what it needs and attributed; 60 % are needed.`,
  };
}

/** What must be 20 at least: those who began, where some are not there yet. */
export function countedIn(
  metric: MetricQuery['metric'],
  totals: CellTotals | undefined,
): number {
  const { runs = 0, neverStarted = 0 } = totals ?? {};
  return metricDefinition(metric).kind === 'survival'
    ? runs + neverStarted
    : runs;
}

function pluralOf(noun: string): string {
  return noun === 'person' ? 'people' : `${noun}s`;
}
