import type { MetricAnswer } from '@mli/plugin-insights-common';
import { formatCount, formatDate, formatWeek } from '../format';
import { formatMetricValue } from '../metric';
import { isShown, type BandDatum } from './bandSeries';
import styles from './charts.module.css';

export interface QuantileBandTooltipProps {
  readonly data: readonly BandDatum[];
  readonly unit: MetricAnswer['unit'];
  /** Filled in by the chart. */
  readonly active?: boolean;
  readonly label?: string | number;
}

export function QuantileBandTooltip(props: QuantileBandTooltipProps) {
  const { data, unit, active, label } = props;
  const point = data[Number(label)]?.point;
  if (!active || !point) return null;
  const quantiles = (['p90', 'p75', 'p50'] as const).flatMap(id => {
    const value = point[id];
    return value === undefined
      ? []
      : [{ id, text: formatMetricValue(value, unit) }];
  });
  return (
    <div className={styles.tooltip}>
      <p className={styles.tooltipTitle}>
        {formatWeek(point.week, { year: true })}, from {formatDate(point.week)}
      </p>
      {isShown(point) ? (
        <dl>
          {quantiles.map(({ id, text }) => (
            <Entry key={id} name={id} text={text} />
          ))}
          {point.n !== undefined && (
            <Entry name="runs" text={formatCount(point.n)} />
          )}
        </dl>
      ) : (
        <p>{point.reason ?? point.status}</p>
      )}
    </div>
  );
}

function Entry({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}
