import { formatDate } from '@mli/plugin-ml-platform-react';
import { levelColour } from '../../model/levelColour';
import styles from './LevelTrend.module.css';

export interface TrendPoint {
  at: string;
  /** By rank; the first is below the first level. */
  counts: readonly number[];
}

export interface LevelTrendProps {
  points: readonly TrendPoint[];
  levels: readonly { rank: number; title: string }[];
  label: string;
}

const sum = (counts: readonly number[]) =>
  counts.reduce((total, count) => total + count, 0);

/** Stacked columns of levels over time, one a point, with the numbers as a table for those who do not see them. */
export function LevelTrend({ points, levels, label }: LevelTrendProps) {
  const highest = levels.length;
  const most = Math.max(1, ...points.map(({ counts }) => sum(counts)));
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  const titles = ['No level yet', ...levels.map(({ title }) => title)];
  return (
    <figure className={styles.figure} aria-label={label}>
      <div className={styles.plot} aria-hidden="true">
        {points.map(({ at, counts }) => (
          <span
            key={at}
            className={styles.column}
            title={`${formatDate(at)}: ${counts.map((count, rank) => `${count} ${titles[rank]}`).join(', ')}`}
          >
            {[...counts.entries()].reverse().map(([rank, count]) => (
              <span
                key={rank}
                className={rank === 0 ? styles.none : undefined}
                style={{
                  height: `${(count / most) * 100}%`,
                  ...levelColour(rank, highest),
                }}
              />
            ))}
          </span>
        ))}
      </div>
      <div className={styles.axis} aria-hidden="true">
        <span>{formatDate(first.at)}</span>
        <span>{formatDate(last.at)}</span>
      </div>
      <table className={styles.hidden}>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th>Day</th>
            {titles.map(title => (
              <th key={title}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map(({ at, counts }) => (
            <tr key={at}>
              <th>{formatDate(at)}</th>
              {titles.map((title, rank) => (
                <td key={title}>{counts[rank] ?? 0}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
