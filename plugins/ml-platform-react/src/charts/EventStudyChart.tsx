import { lazy } from 'react';
import { DataTable, type DataColumn } from '../table';
import { ChartFigure } from './ChartFigure';
import styles from './charts.module.css';

// The chart library is as large as the rest of a page, so that it is fetched only when a chart is shown.
const Plot = lazy(() =>
  import('./EventStudyPlot').then(module => ({
    default: module.EventStudyPlot,
  })),
);

/** An effect at a time since adoption, percent, with a band that covers all of them together. */
export interface EventStudyPoint {
  /** Weeks [from, to), before the first try (negative) or after the adoption date. */
  readonly from: number;
  readonly to: number;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly teams: number;
}

export interface EventStudyChartProps {
  readonly title: string;
  readonly points: readonly EventStudyPoint[];
  /** Weeks between the first try and the adoption date, which belong to neither side. */
  readonly leftOutWeeks: number;
  /** "less waiting", after a percentage below zero. */
  readonly words: { readonly less: string; readonly more: string };
  readonly height?: number;
}

/** Effects by time since adoption: points with a joint band, the zero line, what is left out shaded. */
export function EventStudyChart(props: EventStudyChartProps) {
  const { title, points, leftOutWeeks, words, height = 300 } = props;
  return (
    <ChartFigure
      title={title}
      description={points
        .map(point => `${pointText(point)}: ${percentText(point.estimate)}`)
        .join('; ')}
      height={height}
      plot={
        <Plot
          title={title}
          points={points}
          leftOutWeeks={leftOutWeeks}
          words={words}
          height={height}
        />
      }
      table={<EventStudyTable title={title} points={points} />}
      legend={<Legend />}
    />
  );
}

/** `weeks 1 to 4 after adopting`. */
export function pointText({ from, to }: EventStudyPoint): string {
  return from < 0
    ? `weeks ${-to + 1} to ${-from} before the first try`
    : `weeks ${from + 1} to ${to} after adopting`;
}

export function percentText(percent: number): string {
  const size = Math.abs(percent);
  const text = size < 9.95 ? size.toFixed(1) : size.toFixed(0);
  return `${percent < 0 ? '−' : '+'}${text}\u00a0%`;
}

function Legend() {
  return (
    <ul className={styles.legend} aria-label="Legend">
      <li>
        <span
          className={styles.swatch}
          style={{
            width: 10,
            height: 10,
            borderRadius: '50%',
            background: 'var(--mli-line)',
          }}
          aria-hidden="true"
        />
        change, 4 weeks each
      </li>
      <li>
        <span
          className={styles.swatch}
          style={{ background: 'var(--mli-band-inner)' }}
          aria-hidden="true"
        />
        95 % band of all together
      </li>
      <li>
        <span
          className={`${styles.swatch} ${styles.hatched}`}
          aria-hidden="true"
        />
        left out: from the first try to the adoption date
      </li>
    </ul>
  );
}

function EventStudyTable({
  title,
  points,
}: Pick<EventStudyChartProps, 'title' | 'points'>) {
  const columns: DataColumn<EventStudyPoint>[] = [
    {
      id: 'time',
      label: 'Time',
      cell: pointText,
      sortValue: point => point.from,
    },
    {
      id: 'estimate',
      label: 'Change',
      align: 'end',
      cell: point => percentText(point.estimate),
      sortValue: point => point.estimate,
    },
    {
      id: 'band',
      label: '95 % band',
      align: 'end',
      cell: point =>
        `${percentText(point.lower)} to ${percentText(point.upper)}`,
    },
    {
      id: 'teams',
      label: 'Teams',
      align: 'end',
      cell: point => point.teams,
      sortValue: point => point.teams,
    },
  ];
  return (
    <DataTable
      caption={title}
      columns={columns}
      rows={points}
      rowKey={point => `${point.from}`}
      initialSort={{ column: 'time', direction: 'ascending' }}
      maxHeight={320}
    />
  );
}
