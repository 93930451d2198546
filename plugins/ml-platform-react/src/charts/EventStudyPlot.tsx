import { useId } from 'react';
import {
  CartesianGrid,
  ComposedChart,
  ErrorBar,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import {
  percentText,
  pointText,
  type EventStudyChartProps,
  type EventStudyPoint,
} from './EventStudyChart';
import { HatchPattern } from './HatchPattern';
import styles from './charts.module.css';

type EventStudyPlotProps = Required<EventStudyChartProps>;

interface Datum {
  readonly x: number;
  readonly y: number;
  readonly band: [number, number];
  readonly point: EventStudyPoint;
}

/** The drawing itself. Everything it says is also said by the table beside it. */
export function EventStudyPlot(props: EventStudyPlotProps) {
  const { points, leftOutWeeks, words, height, title } = props;
  const hatch = `hatch${useId().replaceAll(':', '')}`;
  // Leads count back from the first try, which is drawn where what is left out begins.
  const place = ({ from, to }: EventStudyPoint) =>
    (from + to) / 2 - (from < 0 ? leftOutWeeks : 0);
  const data: Datum[] = points.map(point => ({
    x: place(point),
    y: point.estimate,
    band: [point.estimate - point.lower, point.upper - point.estimate],
    point,
  }));
  const reach = niceReach(points);
  const first = Math.min(-leftOutWeeks - 4, ...data.map(({ x }) => x - 2));
  const last = Math.max(4, ...data.map(({ x }) => x + 2));
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={data}
        title={title}
        accessibilityLayer
        margin={{ top: 20, right: 16, bottom: 20, left: 0 }}
      >
        <defs>
          <HatchPattern id={hatch} />
        </defs>
        <CartesianGrid vertical={false} stroke="var(--mli-grid)" />
        <ReferenceArea
          x1={-leftOutWeeks}
          x2={0}
          fill={`url(#${hatch})`}
          fillOpacity={1}
          stroke="none"
          ifOverflow="hidden"
        />
        <XAxis
          dataKey="x"
          type="number"
          domain={[first, last]}
          ticks={ticksOf(first, last)}
          tick={{ className: styles.tick }}
          tickLine={false}
          axisLine={{ stroke: 'var(--mli-grid)' }}
          label={{
            value: 'weeks since adopting',
            position: 'insideBottom',
            offset: -12,
            className: styles.tick,
          }}
        />
        <YAxis
          width="auto"
          domain={[-reach, reach]}
          ticks={[-reach, -reach / 2, 0, reach / 2, reach]}
          tickFormatter={tick => axisText(Number(tick), words, reach)}
          tick={{ className: styles.tick }}
          tickLine={false}
          axisLine={false}
          allowDataOverflow
        />
        <ReferenceLine y={0} stroke="var(--bui-fg-primary)" strokeWidth={1} />
        <ReferenceLine
          x={0}
          stroke="var(--bui-fg-secondary)"
          strokeDasharray="4 3"
          label={{
            value: 'adopted',
            position: 'top',
            className: styles.tick,
          }}
        />
        <Scatter
          dataKey="y"
          fill="var(--mli-line)"
          isAnimationActive={false}
          name="change"
        >
          <ErrorBar
            dataKey="band"
            direction="y"
            width={0}
            strokeWidth={12}
            stroke="var(--mli-band-inner)"
          />
        </Scatter>
        <Tooltip
          cursor={{ stroke: 'var(--bui-border-2)', strokeDasharray: '3 3' }}
          isAnimationActive={false}
          content={<EventStudyTooltip />}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

interface EventStudyTooltipProps {
  /** Filled in by the chart. */
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: Datum }[];
}

function EventStudyTooltip({ active, payload }: EventStudyTooltipProps) {
  const point = payload?.[0]?.payload?.point;
  if (!active || !point) return null;
  return (
    <div className={styles.tooltip}>
      <p className={styles.tooltipTitle}>{pointText(point)}</p>
      <dl>
        <dt>change</dt>
        <dd>{percentText(point.estimate)}</dd>
        <dt>95 % band</dt>
        <dd>
          {percentText(point.lower)} to {percentText(point.upper)}
        </dd>
        <dt>teams</dt>
        <dd>{point.teams}</dd>
      </dl>
    </div>
  );
}

function niceReach(points: readonly EventStudyPoint[]): number {
  const largest = Math.max(
    10,
    ...points.flatMap(({ lower, upper }) => [Math.abs(lower), Math.abs(upper)]),
  );
  // A band that reaches further is cut: it says no more than that it is wide.
  return [20, 40, 60, 80, 100].find(reach => reach >= largest) ?? 100;
}

function ticksOf(first: number, last: number): number[] {
  const ticks: number[] = [];
  for (let tick = Math.ceil(first / 4) * 4; tick <= last; tick += 4) {
    ticks.push(tick);
  }
  return ticks;
}

function axisText(
  percent: number,
  words: { less: string; more: string },
  reach: number,
): string {
  if (percent === 0) return 'no change';
  const size = `${Math.abs(percent)}\u00a0%`;
  if (Math.abs(percent) !== reach) return size;
  return `${size} ${percent < 0 ? words.less : words.more}`;
}
