import {
  EmptyState,
  ErrorState,
  LoadingState,
  pointsFromAnswers,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { MetricQuery } from '../../api/InsightsApi';
import { metricLabel, parseMetric } from '../../model/metricQuery';
import { useMetricBy } from '../../query/queries';
import { useTrend } from '../../query/trendQueries';
import { AnnotatedChart } from '../Trend';

export interface WeeklyTrendProps {
  query: MetricQuery;
  /** Whose weeks these are. */
  title: string;
}

/** p50, p75 and p90 week by week; weeks without a number are drawn as such, what happened is marked. */
export function WeeklyTrend({ query, title }: WeeklyTrendProps) {
  const weeks = useMetricBy('week', query);
  const metric = parseMetric(query.metric);
  // Adoption dates are the same whatever is narrowed.
  const trend = useTrend({ metric, team: query.team });
  const label = metricLabel(metric);
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
        <AnnotatedChart
          title={`${label} of ${title} by week`}
          metric={metric}
          team={query.team}
          unit={weeks.data?.[0]?.unit}
          period="week"
          points={points}
          adoptions={trend.data?.adoptions ?? []}
        />
      )}
    </SectionCard>
  );
}
