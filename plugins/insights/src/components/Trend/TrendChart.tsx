import { Link } from '@backstage/ui';
import type { MetricId, MetricTrend } from '@mli/plugin-insights-common';
import {
  formatWindow,
  LoadingState,
  pointsFromAnswers,
  QuantileBandChart,
  QuantileBandPoint,
} from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { ChartEvent, chartEvents } from '../../model/chartEvents';
import { metricLabel } from '../../model/metricQuery';
import { useAnnotations } from '../../query/lossQueries';
import { useMetricBy, useTitles } from '../../query/queries';
import { SpanAnnotation } from '../Annotations/SpanAnnotation';
import { ViewSwitch } from '../ViewSwitch/ViewSwitch';
import styles from './Trend.module.css';

const PERIODS = [
  { id: 'blocks', label: '4-week blocks' },
  { id: 'weeks', label: 'Weeks' },
] as const;
const SKEWED = 20;
const DAYS = { blocks: 28, weeks: 7 } as const;

export interface TrendChartProps {
  metric: MetricId;
  team?: string;
  trend: MetricTrend;
}

/** The chart of a year, with what happened on it and a way to say more. */
export function TrendChart({ metric, team, trend }: TrendChartProps) {
  return (
    <ViewSwitch parameter="period" label="Period" options={PERIODS}>
      {period =>
        period === 'weeks' ? (
          <Weeks metric={metric} team={team} trend={trend} />
        ) : (
          <Drawn
            metric={metric}
            team={team}
            trend={trend}
            period="blocks"
            points={sinceFirst(trend.blocks.map(pointOf))}
          />
        )
      }
    </ViewSwitch>
  );
}

function Weeks({ metric, team, trend }: TrendChartProps) {
  const weeks = useMetricBy('week', { metric, team, window: '52w' });
  if (!weeks.data) {
    return <LoadingState label="Loading the weeks" layout="chart" />;
  }
  return (
    <Drawn
      metric={metric}
      team={team}
      trend={trend}
      period="weeks"
      points={sinceFirst(pointsFromAnswers(weeks.data))}
    />
  );
}

interface DrawnProps extends TrendChartProps {
  period: 'blocks' | 'weeks';
  points: readonly QuantileBandPoint[];
}

function Drawn({ metric, team, trend, period, points }: DrawnProps) {
  const title = useTitles();
  const [selected, setSelected] = useState<{ from: string; to: string }>();
  const mondays = points.map(({ week }) => week);
  const first = mondays[0];
  const annotations = useAnnotations({ team, from: first });
  const events = chartEvents({
    points: mondays,
    adoptions: trend.adoptions,
    annotations: annotations.data ?? [],
    title,
  });
  const marks = new Map(events.map(event => [event.mark, event]));
  return (
    <div className={styles.stack}>
      <QuantileBandChart
        title={`${metricLabel(metric)} of ${team ? title(team) : 'the company'}, ${period === 'weeks' ? 'by week' : 'by 4-week block'}`}
        points={points}
        unit={trend.blocks[0]?.unit}
        scale={isSkewed(points) ? 'log' : 'linear'}
        annotations={[...marks.values()].map(({ from, until, mark }) => ({
          week: from,
          ...(until === from ? {} : { until }),
          label: mark,
        }))}
        onSelectSpan={setSelected}
      />
      <Events events={events} />
      <SpanAnnotation
        unit={team}
        metric={metric}
        periods={mondays}
        days={DAYS[period]}
        selected={selected}
        onSelect={setSelected}
      />
    </div>
  );
}

function Events({ events }: { events: readonly ChartEvent[] }) {
  if (events.length === 0) {
    return (
      <p className={styles.quiet}>
        Nobody has said what happened in this year, and no offering was adopted
        in it.
      </p>
    );
  }
  return (
    <ol className={styles.events} aria-label="What happened">
      {events.map(event => (
        <li key={event.key}>
          <span className={styles.mark}>{event.mark}</span>
          <span className={styles.quiet}>{formatWindow(event.days)}</span>
          {event.href ? (
            <Link href={event.href}>{event.words}</Link>
          ) : (
            event.words
          )}
        </li>
      ))}
    </ol>
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

/** On a linear axis the tail would press the median flat. */
function isSkewed(points: readonly QuantileBandPoint[]): boolean {
  const highest = Math.max(0, ...points.map(({ p90 }) => p90 ?? 0));
  const median = Math.max(0, ...points.map(({ p50 }) => p50 ?? 0));
  return highest > SKEWED * median;
}
