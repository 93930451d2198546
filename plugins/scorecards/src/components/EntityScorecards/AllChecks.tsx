import { checkStateWord } from '@mli/plugin-ml-platform-react';
import type { ScorecardItem } from '@mli/plugin-scorecards-common';
import type { CheckOfEntity } from '../../model/checks';
import { CheckItem } from '../CheckItem/CheckItem';
import styles from './EntityScorecards.module.css';

/** More than these are folded: what leads to the next level is what one came for. */
const MOST_OPEN = 8;

export interface AllChecksProps {
  scorecard: ScorecardItem;
  checks: readonly CheckOfEntity[];
}

/** Every check of one entity, level by level. */
export function AllChecks({ scorecard, checks }: AllChecksProps) {
  const byLevel = Map.groupBy(checks, ({ check }) => check?.level ?? '');
  const titles = new Map(scorecard.levels.map(l => [l.name, l.title]));
  return (
    <section aria-label="All checks">
      <details open={checks.length <= MOST_OPEN}>
        <summary className={styles.summary}>{summaryOf(checks)}</summary>
        {[...byLevel].map(([level, ofLevel]) => (
          <div key={level} className={styles.level}>
            <h4 className={styles.levelTitle}>
              {titles.get(level) ?? 'Of an earlier version'}
            </h4>
            <ul className={styles.list}>
              {ofLevel.map(item => (
                <li key={item.result.check}>
                  <CheckItem item={item} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </details>
    </section>
  );
}

/** "All 20 checks: 18 pass, 2 fail". */
function summaryOf(checks: readonly CheckOfEntity[]): string {
  const byState = Map.groupBy(checks, ({ result }) => result.state);
  const counts = [...byState]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([state, { length }]) => `${length} ${checkStateWord(state)}`);
  return `${checks.length === 1 ? 'The one check' : `All ${checks.length} checks`}: ${counts.join(', ')}`;
}
