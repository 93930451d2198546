import type { MetricId, MetricTrend } from '@mli/plugin-insights-common';
import {
  LoadingState,
  pointsFromAnswers,
  QuantileBandPoint,
} from '@mli/plugin-ml-platform-react';
import { metricLabel } from '../../model/metricQuery';
import { useMetricBy, useTitles } from '../../query/queries';
import { ViewSwitch } from '../ViewSwitch/ViewSwitch';
import { AnnotatedChart } from './AnnotatedChart';

const PERIODS = [
  { id: 'blocks', label: '4-week blocks' },
  { id: 'weeks', label: 'Weeks' },
] as const;

export interface TrendChartProps {
  metric: MetricId;
  team?: string;
  trend: MetricTrend;
}

/** The chart of a year, with what happened on it and a way to say more. */
export function TrendChart(props: TrendChartProps) {
  return (
    <ViewSwitch parameter="period" label="Period" options={PERIODS}>
      {period =>
        period === 'weeks' ? <Weeks {...props} /> : <Blocks {...props} />
      }
    </ViewSwitch>
  );
}

function Blocks({ metric, team, trend }: TrendChartProps) {
  const title = useTitles();
  return (
    <AnnotatedChart
      title={`${metricLabel(metric)} of ${team ? title(team) : 'the company'}, by 4-week block`}
      metric={metric}
      team={team}
      unit={trend.blocks[0]?.unit}
      period="block"
      points={sinceFirst(trend.blocks.map(pointOf))}
      adoptions={trend.adoptions}
    />
  );
}

function Weeks({ metric, team, trend }: TrendChartProps) {
  const title = useTitles();
  const weeks = useMetricBy('week', { metric, team, window: '52w' });
  if (!weeks.data) {
    return <LoadingState label="Loading the weeks" layout="chart" />;
  }
  return (
    <AnnotatedChart
      title={`${metricLabel(metric)} of ${team ? title(team) : 'the company'}, by week`}
      metric={metric}
      team={team}
      unit={trend.blocks[0]?.unit}
      period="week"
      points={sinceFirst(pointsFromAnswers(weeks.data))}
      adoptions={trend.adoptions}
    />
  );
}

function pointOf({
  window,
  status,
  reason,
  n,
  p50,
  p75,
  p90,
  value,
}: MetricTrend['blocks'][number]): QuantileBandPoint {
  return { week: window.from, status, reason, n, p50: p50 ?? value, p75, p90 };
}

/** Nothing was known before the first number; a year of hatching says no more than that. */
function sinceFirst(points: readonly QuantileBandPoint[]) {
  const first = points.findIndex(({ status }) => status === 'ok');
  return first < 0 ? points : points.slice(first);
}
