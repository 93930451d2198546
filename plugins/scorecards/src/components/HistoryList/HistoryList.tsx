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
          </li>
        ))}
      </ul>
    </details>
  );
}
