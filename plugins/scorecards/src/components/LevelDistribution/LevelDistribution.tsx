import { formatCount } from '@mli/plugin-ml-platform-react';
import { levelColour } from '../../model/levelColour';
import { LevelShare } from '../../model/levels';
import styles from './LevelDistribution.module.css';

export interface LevelDistributionProps {
  shares: readonly LevelShare[];
}

/** How many stand on which level: a bar, and the same in words. */
export function LevelDistribution({ shares }: LevelDistributionProps) {
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  const highest = Math.max(...shares.map(({ rank }) => rank));
  return (
    <div className={styles.distribution}>
      <div className={styles.bar} aria-hidden="true">
        {shares.map(({ rank, title, count }) =>
          count > 0 ? (
            <span
              key={title}
              className={rank === 0 ? styles.none : styles.part}
              style={{ flexGrow: count, ...levelColour(rank, highest) }}
            />
          ) : null,
        )}
        {total === 0 && <span className={styles.none} />}
      </div>
      <ul className={styles.legend} aria-label="Levels">
        {shares.map(({ rank, title, count }) => (
          <li key={title} className={styles.entry}>
            <span
              aria-hidden="true"
              className={rank === 0 ? styles.noneSwatch : styles.swatch}
              style={levelColour(rank, highest)}
            />
            {title}
            <span className={styles.count}>{formatCount(count)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
