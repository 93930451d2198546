import {
  EmptyState,
  ErrorState,
  LoadingState,
  pointsFromAnswers,
  QuantileBandChart,
  QuantileBandPoint,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { MetricQuery } from '../../api/InsightsApi';
import { metricLabel } from '../../model/metricQuery';
import { useMetricBy } from '../../query/queries';

const SKEWED = 20;

/** On a linear axis the tail would press the median flat; waits of seconds with tails of hours are the rule. */
function isSkewed(points: readonly QuantileBandPoint[]): boolean {
  const highest = Math.max(0, ...points.map(({ p90 }) => p90 ?? 0));
  const median = Math.max(0, ...points.map(({ p50 }) => p50 ?? 0));
  return highest > SKEWED * median;
}

export interface WeeklyTrendProps {
  query: MetricQuery;
  /** Whose weeks these are. */
  title: string;
}

/** p50, p75 and p90 week by week; weeks without a number are drawn as such. */
export function WeeklyTrend({ query, title }: WeeklyTrendProps) {
  const weeks = useMetricBy('week', query);
  const label = metricLabel(query.metric);
  const points = pointsFromAnswers(weeks.data ?? []);
  return (
    <SectionCard
      title="Week by week"
      description="Half of the runs are below the line, three in four below the inner band, nine in ten below the outer."
    >
      {weeks.isPending && (
        <LoadingState label="Loading the weeks" layout="chart" />
      )}
      {weeks.isError && (
        <ErrorState
          compact
          title="The weeks could not be loaded"
          error={weeks.error}
          retry={() => weeks.refetch()}
        />
      )}
      {weeks.data && points.length === 0 && (
        <EmptyState compact title="No weeks in this window yet">
          A week appears here a week after it has ended.
        </EmptyState>
      )}
      {points.length > 0 && (
        <QuantileBandChart
          title={`${label} of ${title} by week`}
          points={points}
          unit={weeks.data?.[0]?.unit}
          scale={isSkewed(points) ? 'log' : 'linear'}
        />
      )}
    </SectionCard>
  );
}
