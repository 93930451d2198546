import type { MetricAnswer } from '@mli/plugin-insights-common';
import {
  formatCount,
  formatDuration,
  formatShare,
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

const PART_LABELS: Readonly<Record<string, string>> = {
  user: 'By the user',
  system: 'By the system',
  unknown: 'Cause unknown',
  lost: 'Beside: lost runs',
  cancelled: 'Beside: cancelled runs',
};

/** The numbers of one answer, each to be asked why. Draws nothing where there is no number. */
export function QuantileTiles({ answer }: { answer: MetricAnswer }) {
  if (answer.status !== 'ok') return null;
  const { metric, causes, denominator, n, numerator, value } = answer;
  const quantiles = QUANTILES.filter(
    ([field]) => field in answer || value === undefined,
  );
  return (
    <dl className={styles.tiles}>
      {value !== undefined && (
        <Tile label={valueLabel(answer)}>
          <MetricValue
            answer={answer}
            field="value"
            format={formatOf(answer)}
          />
        </Tile>
      )}
      {quantiles.map(([field, label]) => (
        <Tile key={field} label={label}>
          <MetricValue answer={answer} field={field} compact />
        </Tile>
      ))}
      {causes && (
        <>
          <Tile label="By the user">{formatShare(causes.user)}</Tile>
          <Tile label="By the system">{formatShare(causes.system)}</Tile>
          <Tile label="Cause unknown">{formatShare(causes.unknown)}</Tile>
        </>
      )}
      {Object.entries(answer.parts ?? {}).map(([part, hours]) => (
        <Tile key={part} label={PART_LABELS[part] ?? part}>
          {formatDuration(hours * 3600)}
        </Tile>
      ))}
      {numerator !== undefined && denominator !== undefined && (
        <Tile label="Of these">
          {`${amount(answer, numerator)} of ${amount(answer, denominator)}`}
        </Tile>
      )}
      <Tile label="n">{formatCount(n ?? 0)}</Tile>
      {metric === 'queue_time' && <WaitingTiles answer={answer} />}
    </dl>
  );
}

function WaitingTiles({ answer }: { answer: MetricAnswer }) {
  const { censored, neverStarted, zeroShare } = answer;
  return (
    <>
      {neverStarted !== undefined && (
        <Tile label="Never started">{formatCount(neverStarted)}</Tile>
      )}
      {zeroShare !== undefined && (
        <Tile label="Without wait">
          <MetricValue answer={answer} field="zeroShare" />
        </Tile>
      )}
      {censored?.p50 !== undefined && (
        <Tile label="p50 with those that never started">
          {formatDuration(censored.p50)}
        </Tile>
      )}
      {censored?.p90 !== undefined && (
        <Tile label="p90 with those that never started">
          {formatDuration(censored.p90)}
        </Tile>
      )}
    </>
  );
}

const SURVIVAL: readonly string[] = [
  'time_to_first_success',
  'experiment_to_production',
];

function isSurvival({ metric }: MetricAnswer): boolean {
  return SURVIVAL.includes(metric);
}

function valueLabel(answer: MetricAnswer): string {
  if (isSurvival(answer)) return 'Got there';
  if (answer.unit === 'hours') return 'In failed runs';
  return answer.unit === 'count' ? 'A week' : 'Share';
}

/** How the value is written: a rate has decimals, a survival metric's value is a share although it is in seconds. */
function formatOf(
  answer: MetricAnswer,
): ((value: number) => string) | undefined {
  if (isSurvival(answer)) return formatShare;
  return answer.unit === 'count'
    ? value => value.toLocaleString('en-US', { maximumFractionDigits: 1 })
    : undefined;
}

/** What a numerator counts: seconds of waiting, GPU hours, or runs. */
function amount(answer: MetricAnswer, value: number): string {
  if (answer.metric === 'wait_share') return formatDuration(value);
  if (answer.unit === 'hours') return formatDuration(value * 3600);
  return formatCount(value);
}

function Tile({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.tile}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}
