import type { HeatMapCell } from './HeatMapCellView';
import type { HeatScale } from './heatScale';
import styles from './charts.module.css';

export interface HeatMapLegendProps {
  readonly scale: HeatScale;
  readonly format: (value: number) => string;
  readonly cells: readonly HeatMapCell[];
}

export function HeatMapLegend({ scale, format, cells }: HeatMapLegendProps) {
  const hasHatched = cells.some(
    cell => cell.status !== 'ok' && cell.status !== 'not-available',
  );
  return (
    <ul className={styles.legend} aria-label="Legend">
      <li className={styles.ramp}>
        {format(scale.min)}
        <span className={styles.rampSteps} aria-hidden="true">
          {scale.steps.map(step => (
            <span
              key={step.background}
              style={{ background: step.background }}
            />
          ))}
        </span>
        {format(scale.max)}
        {scale.isLogarithmic && ' (each step a factor)'}
      </li>
      {hasHatched && (
        <li>
          <span
            className={`${styles.swatch} ${styles.hatched}`}
            aria-hidden="true"
          />
          hidden or too little data
        </li>
      )}
    </ul>
  );
}
