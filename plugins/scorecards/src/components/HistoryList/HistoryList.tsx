import {
  checkStateWord,
  CheckStateIcon,
  formatDate,
} from '@mli/plugin-ml-platform-react';
import type { HistoryRow, ScorecardItem } from '@mli/plugin-scorecards-common';
import styles from './HistoryList.module.css';

export interface HistoryListProps {
  scorecard: ScorecardItem;
  rows: readonly HistoryRow[];
}

const MOST_SHOWN = 5;

/** The value the span ended with, and those before it, the latest first. */
function valuesSeen({ value, unit, values }: HistoryRow): string {
  const seen = values.map(one => shown(one.value));
  const [last = shown(value), ...before] = seen;
  const earlier = before.slice(0, MOST_SHOWN);
  return [
    `saw ${last}${unit ? ` ${unit}` : ''}`,
    ...(earlier.length > 0 ? [`before ${earlier.join(', ')}`] : []),
  ].join('; ');
}

function shown(value: HistoryRow['value']): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(' ') : String(value);
}

/** What changed, the latest first; what has held from the beginning is no change. */
export function HistoryList({ scorecard, rows }: HistoryListProps) {
  const titles = new Map(scorecard.checks.map(({ id, title }) => [id, title]));
  const own = rows.filter(row => row.scorecard === scorecard.ref);
  const former = new Set(own.filter(row => row.to).map(row => row.check));
  const changes = own.filter(row => former.has(row.check));
  if (changes.length === 0) return null;
  return (
    <details>
      <summary className={styles.summary}>History</summary>
      <ul className={styles.list}>
        {changes.map(row => (
          <li key={`${row.check} ${row.from}`} className={styles.item}>
            <span className={styles.when}>
              {formatDate(row.from)}
              {row.to ? ` to ${formatDate(row.to)}` : ' until now'}
            </span>
            <CheckStateIcon state={row.state} />
            <span title={checkStateWord(row.state)}>
              {titles.get(row.check) ?? row.check}, version {row.version}
            </span>
            {row.value !== undefined && (
              <span className={styles.value} title={row.fact}>
                {valuesSeen(row)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
