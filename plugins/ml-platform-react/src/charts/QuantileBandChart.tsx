import { lazy } from 'react';
import type { MetricAnswer } from '@mli/plugin-insights-common';
import { formatMetricValue } from '../metric';
import { describeBand, isShown, type QuantileBandPoint } from './bandSeries';
import { ChartFigure } from './ChartFigure';
import { QuantileBandTable } from './QuantileBandTable';
import styles from './charts.module.css';

// The chart library is as large as the rest of a page, so that it is fetched only when a chart is shown.
const Plot = lazy(() =>
  import('./QuantileBandPlot').then(module => ({
    default: module.QuantileBandPlot,
  })),
);

/** Something that changed in a week, an adoption or a release, or lasted until another one, an outage. */
export interface ChartAnnotation {
  readonly week: string;
  /** The last week it lasted. */
  readonly until?: string;
  readonly label: string;
}

export interface QuantileBandChartProps {
  /** "Queue time of Lanes by week": read out, and the caption of the table. */
  readonly title: string;
  readonly points: readonly QuantileBandPoint[];
  readonly unit?: MetricAnswer['unit'];
  readonly height?: number;
  /** `log` where the tail would flatten the middle. */
  readonly scale?: 'linear' | 'log';
  readonly annotations?: readonly ChartAnnotation[];
  /** Lets the reader draw over a span of weeks; there must be a way for the keyboard beside the chart. */
  readonly onSelectSpan?: (span: { from: string; to: string }) => void;
}

/** Weekly p50 as a line, p75 and p90 as bands above it, weeks without a number hatched. A table says the same. */
export function QuantileBandChart(props: QuantileBandChartProps) {
  const {
    title,
    points,
    unit = 'seconds',
    height = 260,
    scale = 'linear',
    annotations = [],
    onSelectSpan,
  } = props;
  const format = (value: number) => formatMetricValue(value, unit);
  const missing = points.some(point => !isShown(point));
  return (
    <ChartFigure
      title={title}
      description={describeBand(points, format)}
      height={height}
      plot={
        <Plot
          title={title}
          points={points}
          unit={unit}
          height={height}
          scale={scale}
          annotations={annotations}
          onSelectSpan={onSelectSpan}
        />
      }
      table={<QuantileBandTable title={title} points={points} unit={unit} />}
      legend={
        <BandLegend
          line={unit === 'seconds' ? 'p50' : 'value'}
          hasBands={points.some(
            ({ p75, p90 }) => p75 !== undefined || p90 !== undefined,
          )}
          hasGaps={missing}
          isLogarithmic={scale === 'log'}
        />
      }
    />
  );
}

interface BandLegendProps {
  /** What the line is: of a share or a sum there is but one value. */
  readonly line: 'p50' | 'value';
  readonly hasBands: boolean;
  readonly hasGaps: boolean;
  readonly isLogarithmic: boolean;
}

function BandLegend(props: BandLegendProps) {
  const { line, hasBands, hasGaps, isLogarithmic } = props;
  return (
    <ul className={styles.legend} aria-label="Legend">
      <li>
        <span
          className={`${styles.swatch} ${styles.swatchLine}`}
          aria-hidden="true"
        />
        {line}
      </li>
      {hasBands && (
        <>
          <li>
            <span
              className={styles.swatch}
              style={{ background: 'var(--mli-band-inner)' }}
              aria-hidden="true"
            />
            to p75
          </li>
          <li>
            <span
              className={styles.swatch}
              style={{ background: 'var(--mli-band-outer)' }}
              aria-hidden="true"
            />
            to p90
          </li>
        </>
      )}
      {hasGaps && (
        <li>
          <span
            className={`${styles.swatch} ${styles.hatched}`}
            aria-hidden="true"
          />
          hidden or too little data
        </li>
      )}
      {isLogarithmic && <li>logarithmic scale</li>}
    </ul>
  );
}
