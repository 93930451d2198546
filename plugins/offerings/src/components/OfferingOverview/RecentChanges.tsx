import {
  ErrorState,
  formatDate,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type { OfferingChange } from '@mli/plugin-offerings-common';
import { useOfferingChanges } from '../../query/queries';
import styles from './OfferingOverview.module.css';

const KINDS: Record<OfferingChange['kind'], string> = {
  added: 'Came into the catalog.',
  changed: 'Changed.',
  removed: 'Left the catalog.',
};

/** What its provider changed about it, newest first. */
export function RecentChanges({ offering }: { offering: string }) {
  const changes = useOfferingChanges(offering);
  return (
    <SectionCard title="Changes">
      {changes.isPending && (
        <LoadingState label="Loading the changes" rows={2} />
      )}
      {changes.isError && (
        <ErrorState
          title="The changes could not be loaded"
          error={changes.error}
          retry={() => changes.refetch()}
        />
      )}
      {changes.data?.length === 0 && (
        <p className={styles.text}>
          Nothing has changed since the portal knows it.
        </p>
      )}
      {changes.data && changes.data.length > 0 && (
        <ol className={styles.changes} aria-label="Changes, newest first">
          {changes.data.map(change => (
            <li key={`${change.seenAt} ${change.kind}`}>
              <time dateTime={change.seenAt}>{formatDate(change.seenAt)}</time>
              <span>
                {change.sentences.length > 0
                  ? change.sentences.join('; ')
                  : KINDS[change.kind]}
              </span>
            </li>
          ))}
        </ol>
      )}
    </SectionCard>
  );
}
