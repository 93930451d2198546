import type { MetricHistogram } from '@mli/plugin-insights-common';
import {
  formatDuration,
  formatShare,
  formatWindow,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import styles from './Trend.module.css';

export interface HistogramProps {
  label: string;
  histogram: MetricHistogram;
}

/** How the values are spread: a bar a bin, each with its words and its share, so that it is its own table. */
export function Histogram({ label, histogram }: HistogramProps) {
  const { bins, window } = histogram;
  const most = Math.max(...bins.map(({ share }) => share));
  return (
    <SectionCard
      title={`How ${label.toLocaleLowerCase('en-US')} is spread`}
      description={`${formatWindow(window)}, shares of the runs; bins grow as durations do.`}
    >
      <table className={styles.bars}>
        <caption className={styles.hidden}>{label}, shares by duration</caption>
        <tbody>
          {bins.map(({ from, to, share }) => (
            <tr key={`${from} ${to}`}>
              <th scope="row">{binWords(from, to)}</th>
              <td>
                <span
                  className={styles.fill}
                  style={{ width: `${most === 0 ? 0 : (share / most) * 100}%` }}
                />
              </td>
              <td className={styles.number}>{formatShare(share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </SectionCard>
  );
}

function binWords(from: number, to: number): string {
  if (to === 0) return 'at once';
  return from === 0
    ? `under ${formatDuration(to)}`
    : `${formatDuration(from)} to ${formatDuration(to)}`;
}
