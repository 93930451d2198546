import type {
  MetricAnswer,
  MetricId,
  MetricTrend,
} from '@mli/plugin-insights-common';
import {
  QuantileBandChart,
  QuantileBandPoint,
} from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { chartEvents } from '../../model/chartEvents';
import { useAnnotations } from '../../query/lossQueries';
import { useTitles } from '../../query/queries';
import { SpanAnnotation } from '../Annotations/SpanAnnotation';
import { ChartEvents } from './ChartEvents';
import styles from './Trend.module.css';

const SKEWED = 20;
const DAYS = { block: 28, week: 7 } as const;

export interface AnnotatedChartProps {
  title: string;
  metric: MetricId;
  team?: string;
  unit?: MetricAnswer['unit'];
  period: keyof typeof DAYS;
  points: readonly QuantileBandPoint[];
  adoptions: MetricTrend['adoptions'];
}

/** A metric over time with what happened on it, and a way to say more: a span is selected, or named. */
export function AnnotatedChart(props: AnnotatedChartProps) {
  const { title, metric, team, unit, period, points, adoptions } = props;
  const titleOf = useTitles();
  const [selected, setSelected] = useState<{ from: string; to: string }>();
  const mondays = points.map(({ week }) => week);
  const annotations = useAnnotations({ team, from: mondays[0] });
  const events = chartEvents({
    points: mondays,
    adoptions,
    annotations: annotations.data ?? [],
    title: titleOf,
  });
  const marks = new Map(events.map(event => [event.mark, event]));
  return (
    <div className={styles.stack}>
      <QuantileBandChart
        title={title}
        points={points}
        unit={unit}
        scale={isSkewed(points) ? 'log' : 'linear'}
        annotations={[...marks.values()].map(({ from, until, mark }) => ({
          week: from,
          ...(until === from ? {} : { until }),
          label: mark,
        }))}
        onSelectSpan={setSelected}
      />
      <ChartEvents
        events={events}
        nothing="Nobody has said what happened in this time, and no offering was adopted in it."
      />
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

/** On a linear axis the tail would press the median flat; waits of seconds with tails of hours are the rule. */
function isSkewed(points: readonly QuantileBandPoint[]): boolean {
  const highest = Math.max(0, ...points.map(({ p90 }) => p90 ?? 0));
  const median = Math.max(0, ...points.map(({ p50 }) => p50 ?? 0));
  return highest > SKEWED * median;
}
