import { Button } from '@backstage/ui';
import { formatCounted } from '@mli/plugin-ml-platform-react';
import { OfferingSummary } from '@mli/plugin-offerings-common';
import { useDirectoryFilter } from '../DirectoryPage/useDirectoryFilter';
import styles from './Comparison.module.css';

export interface CompareTrayProps {
  offerings: readonly OfferingSummary[];
  directory: ReturnType<typeof useDirectoryFilter>;
}

/** What is picked to be compared, at the foot of the window until it is compared or put back. */
export function CompareTray({ offerings, directory }: CompareTrayProps) {
  const { compare } = directory.filter;
  const picked = offerings.filter(({ ref }) => compare.includes(ref));
  if (picked.length === 0) return null;
  return (
    <aside className={styles.tray} aria-label="Picked to compare">
      <p className={styles.picked}>
        <strong>{formatCounted(picked.length, 'offering')}</strong>:{' '}
        {picked.map(({ title }) => title).join(', ')}
      </p>
      <div className={styles.trayActions}>
        <Button variant="tertiary" onPress={directory.endComparison}>
          Put back
        </Button>
        <Button
          variant="primary"
          isDisabled={picked.length < 2}
          onPress={() => directory.setView('compare')}
        >
          {picked.length < 2 ? 'Pick one more' : 'Compare side by side'}
        </Button>
      </div>
    </aside>
  );
}
