import {
  ErrorState,
  formatDate,
  LoadingState,
  nameOfRef,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useHistory } from '../../register/queries';
import { fieldWord, valueText } from '../../register/words';
import styles from './RegistrationPage.module.css';

/** Every change; for the team and MLI leads, because it names who made it. */
export function HistoryCard({ id }: { id: string }) {
  const history = useHistory(id, true);
  return (
    <SectionCard
      title="History"
      description="Seen by members of the team and MLI leads."
    >
      {history.isPending && <LoadingState label="Loading the history" />}
      {history.error && (
        <ErrorState
          compact
          error={history.error}
          retry={() => history.refetch()}
          title="The history could not be loaded"
        />
      )}
      <ol className={styles.history}>
        {(history.data ?? []).map(
          ({ version, at, author, action, changed }) => (
            <li key={version}>
              <p className={styles.text}>
                <strong>{action}</strong> on {formatDate(at)},{' '}
                {new Date(at).toLocaleTimeString('en-GB')}, by{' '}
                {author.startsWith('user:') ? nameOfRef(author) : author}
              </p>
              {action !== 'registered' && changed.length > 0 && (
                <ul>
                  {changed.map(({ field, before, after }) => (
                    <li key={field}>
                      {fieldWord(field)}: {valueText(before)} →{' '}
                      {valueText(after)}
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ),
        )}
      </ol>
    </SectionCard>
  );
}
