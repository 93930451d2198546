import type { MetricAnswer } from '@mli/plugin-insights-common';
import {
  formatCount,
  MetricField,
  MetricValue,
} from '@mli/plugin-ml-platform-react';
import { ReactNode } from 'react';
import styles from './QuantileTiles.module.css';

const QUANTILES: ReadonlyArray<[field: MetricField, label: string]> = [
  ['p50', 'p50'],
  ['p75', 'p75'],
  ['p90', 'p90'],
  ['p95', 'p95'],
  ['p99', 'p99'],
];

/** The numbers of one answer, each to be asked why. Draws nothing where there is no number. */
export function QuantileTiles({ answer }: { answer: MetricAnswer }) {
  if (answer.status !== 'ok') return null;
  const isQueue = answer.metric === 'queue_time';
  return (
    <dl className={styles.tiles}>
      {QUANTILES.map(([field, label]) => (
        <Tile key={field} label={label}>
          <MetricValue answer={answer} field={field} compact />
        </Tile>
      ))}
      <Tile label="n">{formatCount(answer.n ?? 0)}</Tile>
      {isQueue && answer.neverStarted !== undefined && (
        <Tile label="Never started">{formatCount(answer.neverStarted)}</Tile>
      )}
      {isQueue && answer.zeroShare !== undefined && (
        <Tile label="Without wait">
          <MetricValue answer={answer} field="zeroShare" />
        </Tile>
      )}
    </dl>
  );
}

function Tile({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.tile}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}
