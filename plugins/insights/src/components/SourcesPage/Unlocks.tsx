import type { SourceUnlock } from '@mli/plugin-insights-common';
import { SectionCard } from '@mli/plugin-ml-platform-react';
import { RiAddCircleLine, RiCheckLine } from '@remixicon/react';
import styles from './SourcesPage.module.css';

/** What each kind of source lets the portal tell; those that are missing first. */
export function Unlocks({ unlocks }: { unlocks: readonly SourceUnlock[] }) {
  const sorted = unlocks.toSorted(
    (a, b) => Number(a.connected) - Number(b.connected),
  );
  return (
    <SectionCard
      title="What to connect next"
      description="Each kind of source tells what the others do not."
    >
      <ul className={styles.unlocks}>
        {sorted.map(unlock => (
          <li key={unlock.kind} className={styles.unlock}>
            <span className={styles.sign}>
              {unlock.connected ? (
                <RiCheckLine size={16} aria-hidden="true" />
              ) : (
                <RiAddCircleLine size={16} aria-hidden="true" />
              )}
              <strong>{unlock.title}</strong>
              <span className={styles.quiet}>
                {unlock.connected ? 'connected' : 'not connected'}
              </span>
            </span>
            <span>{unlock.unlocks.join('; ')}</span>
            {!unlock.connected && (
              <span className={styles.quiet}>{unlock.how}</span>
            )}
          </li>
        ))}
      </ul>
    </SectionCard>
  );
}
