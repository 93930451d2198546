import { useId, useState } from 'react';
import type { MetricAnswer } from '@mli/plugin-insights-common';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import {
  formatShare,
  formatDuration,
  formatCount,
  formatWeek,
} from '../format';
import {
  durationTicks,
  logDurationTicks,
  numberTicks,
  weekTicks,
} from './axis';
import {
  bandData,
  bandGaps,
  isShown,
  type BandDatum,
  type QuantileBandPoint,
} from './bandSeries';
import { QuantileBandTooltip } from './QuantileBandTooltip';
import type { ChartAnnotation } from './QuantileBandChart';
import { HatchPattern } from './HatchPattern';
import styles from './charts.module.css';

export interface QuantileBandPlotProps {
  readonly title: string;
  readonly points: readonly QuantileBandPoint[];
  readonly unit: MetricAnswer['unit'];
  readonly height: number;
  readonly scale: 'linear' | 'log';
  readonly annotations: readonly ChartAnnotation[];
  readonly onSelectSpan?: (span: { from: string; to: string }) => void;
}

const STILL = {
  type: 'linear',
  isAnimationActive: false,
  activeDot: false,
  connectNulls: false,
} as const;

/** The drawing itself. Everything it says is also said by the table beside it. */
export function QuantileBandPlot(props: QuantileBandPlotProps) {
  const { title, points, unit, height, scale, annotations, onSelectSpan } =
    props;
  const drag = useSpan(points, onSelectSpan);
  const hatch = `hatch${useId().replaceAll(':', '')}`;
  const ticks = valueTicks(points, unit, scale);
  const data = bandData(points, scale === 'log' ? ticks[0] : undefined);
  const last = points.length - 1;
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={data}
        title={title}
        accessibilityLayer
        margin={{ top: 12, right: 16, bottom: 4, left: 0 }}
        {...drag.handlers}
      >
        <defs>
          <HatchPattern id={hatch} />
        </defs>
        <CartesianGrid vertical={false} stroke="var(--mli-grid)" />
        {bandGaps(points).map(gap => (
          <ReferenceArea
            key={gap.from}
            x1={gap.from}
            x2={gap.to}
            fill={`url(#${hatch})`}
            fillOpacity={1}
            stroke="none"
            ifOverflow="hidden"
          />
        ))}
        <XAxis
          dataKey="x"
          type="number"
          domain={[-0.5, last + 0.5]}
          ticks={weekTicks(points.length, 12)}
          tickFormatter={tick => formatWeek(points[Number(tick)]?.week ?? '')}
          tick={{ className: styles.tick }}
          tickLine={false}
          axisLine={{ stroke: 'var(--mli-grid)' }}
          interval="preserveEnd"
          minTickGap={14}
        />
        <YAxis
          width="auto"
          scale={scale === 'log' ? 'log' : 'linear'}
          domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
          ticks={ticks}
          tickFormatter={tick => axisLabel(Number(tick), unit)}
          tick={{ className: styles.tick }}
          tickLine={false}
          axisLine={false}
          allowDataOverflow
        />
        <Area
          dataKey="outer"
          stroke="none"
          fill="var(--mli-band-outer)"
          {...STILL}
        />
        <Area
          dataKey="inner"
          stroke="none"
          fill="var(--mli-band-inner)"
          {...STILL}
        />
        <Line
          dataKey="p50"
          stroke="var(--mli-line)"
          strokeWidth={2}
          dot={renderDot}
          {...STILL}
          activeDot={{
            r: 4,
            fill: 'var(--mli-line)',
            stroke: 'var(--bui-bg-neutral-1)',
            strokeWidth: 2,
          }}
        />
        {annotations.map(annotation => markerOf(annotation, points))}
        {drag.span && (
          <ReferenceArea
            x1={drag.span[0] - 0.5}
            x2={drag.span[1] + 0.5}
            fill="var(--mli-band-inner)"
            stroke="none"
          />
        )}
        <Tooltip
          cursor={{ stroke: 'var(--bui-border-2)', strokeDasharray: '3 3' }}
          isAnimationActive={false}
          content={<QuantileBandTooltip data={data} unit={unit} />}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** A line at a week, or the weeks something lasted. Called, not rendered: the chart looks for its own elements. */
function markerOf(
  { week, until, label }: ChartAnnotation,
  points: readonly QuantileBandPoint[],
) {
  const from = points.findIndex(point => point.week === week);
  const to = until
    ? points.findIndex(point => point.week === until)
    : undefined;
  if (from < 0) return null;
  if (to !== undefined && to > from) {
    return (
      <ReferenceArea
        key={week + label}
        x1={from - 0.5}
        x2={to + 0.5}
        fill="var(--mli-hatch)"
        fillOpacity={0.35}
        stroke="var(--bui-fg-secondary)"
        strokeDasharray="4 3"
        label={{
          value: label,
          position: 'insideTopLeft',
          className: styles.tick,
        }}
      />
    );
  }
  return (
    <ReferenceLine
      key={week + label}
      x={from}
      stroke="var(--bui-fg-secondary)"
      strokeDasharray="4 3"
      label={{
        value: label,
        position: 'insideTopLeft',
        className: styles.tick,
      }}
    />
  );
}

interface ChartPointer {
  readonly activeTooltipIndex?: number | string | null;
}

/** Weeks the pointer is drawn over; told when it is lifted. */
function useSpan(
  points: readonly QuantileBandPoint[],
  onSelect: QuantileBandPlotProps['onSelectSpan'],
) {
  const [ends, setEnds] = useState<readonly [number, number]>();
  const at = ({ activeTooltipIndex }: ChartPointer) => {
    const index = Number(activeTooltipIndex ?? Number.NaN);
    return Number.isInteger(index) ? index : undefined;
  };
  const span: readonly [number, number] | undefined = ends && [
    Math.min(...ends),
    Math.max(...ends),
  ];
  if (!onSelect) return { handlers: {}, span: undefined };
  const handlers = {
    onMouseDown: (pointer: ChartPointer) => {
      const index = at(pointer);
      if (index !== undefined) setEnds([index, index]);
    },
    onMouseMove: (pointer: ChartPointer) => {
      const index = at(pointer);
      if (ends && index !== undefined) setEnds([ends[0], index]);
    },
    onMouseUp: () => {
      const from = span && points[span[0]]?.week;
      const to = span && points[span[1]]?.week;
      setEnds(undefined);
      if (from && to) onSelect({ from, to });
    },
    onMouseLeave: () => setEnds(undefined),
  };
  return { handlers, span };
}

interface DotProps {
  readonly cx?: number;
  readonly cy?: number;
  readonly index?: number;
  readonly payload?: BandDatum;
}

/** A week between two gaps has no line to be part of. */
function renderDot({ cx, cy, index, payload }: DotProps) {
  if (!payload?.isolated || cx === undefined || cy === undefined)
    return <g key={index} />;
  return <circle key={index} cx={cx} cy={cy} r={3} fill="var(--mli-line)" />;
}

function valueTicks(
  points: readonly QuantileBandPoint[],
  unit: MetricAnswer['unit'],
  scale: 'linear' | 'log',
): number[] {
  const values = points
    .filter(isShown)
    .flatMap(point => [point.p50, point.p75, point.p90])
    .filter(value => value !== undefined);
  const max = Math.max(0, ...values);
  if (unit !== 'seconds') return numberTicks(max);
  if (scale === 'linear') return durationTicks(max);
  return logDurationTicks(
    Math.min(...values.filter(value => value > 0), max || 1),
    max || 1,
  );
}

function axisLabel(value: number, unit: MetricAnswer['unit']): string {
  if (unit === 'ratio') return formatShare(value);
  if (unit === 'seconds') return formatDuration(value);
  if (unit === 'hours') return formatDuration(value * 3600);
  return formatCount(value);
}
