import { formatCount } from '@mli/plugin-ml-platform-react';
import type {
  DistributionRow,
  ScorecardItem,
} from '@mli/plugin-scorecards-common';
import { useState } from 'react';
import { DepartmentNode, departmentTree } from '../../model/departments';
import { levelColour } from '../../model/levelColour';
import styles from './DepartmentBars.module.css';

export interface DepartmentBarsProps {
  scorecard: ScorecardItem;
  rows: readonly DistributionRow[];
}

/** How the entities of each department stand, folded by hierarchy; in the order of names, because it is no ranking. */
export function DepartmentBars({ scorecard, rows }: DepartmentBarsProps) {
  const tree = departmentTree(
    rows.filter(row => row.scorecard === scorecard.ref),
  );
  if (tree.length < 2) return null;
  return (
    <section aria-label="By department">
      <h3 className={styles.heading}>By department</h3>
      <ul className={styles.list}>
        {tree.map(node => (
          <Department key={node.row.unit} scorecard={scorecard} node={node} />
        ))}
      </ul>
    </section>
  );
}

interface DepartmentProps {
  scorecard: ScorecardItem;
  node: DepartmentNode;
}

function Department({ scorecard, node: { row, children } }: DepartmentProps) {
  const [open, setOpen] = useState(false);
  const total = row.counts.reduce((sum, count) => sum + count, 0);
  return (
    <li>
      <div className={styles.row}>
        {children.length > 0 ? (
          <button
            type="button"
            className={styles.fold}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <span aria-hidden="true">{open ? '▾' : '▸'}</span> {row.title}
          </button>
        ) : (
          <span className={styles.leaf}>{row.title}</span>
        )}
        <Bar scorecard={scorecard} counts={row.counts} />
        <span className={styles.total}>{formatCount(total)}</span>
      </div>
      {open && (
        <ul className={styles.children}>
          {children.map(child => (
            <Department
              key={child.row.unit}
              scorecard={scorecard}
              node={child}
            />
          ))}
        </ul>
      )}
    </li>
  );
}

function Bar({
  scorecard,
  counts,
}: {
  scorecard: ScorecardItem;
  counts: readonly number[];
}) {
  const highest = scorecard.levels.length;
  const parts = [...counts.entries()]
    .reverse()
    .filter(([, count]) => count > 0);
  const words = parts.map(([rank, count]) => {
    const title = scorecard.levels.find(level => level.rank === rank)?.title;
    return `${formatCount(count)} ${title ?? 'no level yet'}`;
  });
  return (
    <span
      className={styles.bar}
      role="img"
      aria-label={words.join(', ')}
      title={words.join(', ')}
    >
      {parts.map(([rank, count]) => (
        <span
          key={rank}
          className={rank === 0 ? styles.none : styles.part}
          style={{ flexGrow: count, ...levelColour(rank, highest) }}
        />
      ))}
    </span>
  );
}
