import { Link } from '@backstage/ui';
import {
  entityHref,
  formatDate,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useNeeds } from '../../query/adoptionQueries';
import { StartUsingButton } from '../AdoptionDialogs/StartUsingButton';
import styles from '../AdoptionWork/AdoptionWork.module.css';

/** Offerings the team was invited to and has not started with; nothing where there are none. */
export function TeamInvitations(props: {
  team: string;
  title: (ref: string) => string;
}) {
  const { team, title } = props;
  const needs = useNeeds({ team }).data ?? [];
  const open = needs.filter(
    need => need.team === team && need.action === 'invite' && need.doneAt,
  );
  if (open.length === 0) return null;
  return (
    <SectionCard flush title={`Invitations (${open.length})`}>
      <ul className={styles.list} aria-label="Invitations">
        {open.map(({ offering, sentence, doneAt = '' }) => (
          <li key={offering} className={styles.request}>
            <div className={styles.words}>
              <p className={styles.names}>
                <Link href={entityHref(offering)}>{title(offering)}</Link>
              </p>
              <p className={styles.sentence}>
                {sentence}{' '}
                <span className={styles.done}>
                  {`Invited ${formatDate(doneAt)}`}
                </span>
              </p>
            </div>
            <StartUsingButton
              offering={offering}
              team={team}
              variant="secondary"
            />
          </li>
        ))}
      </ul>
    </SectionCard>
  );
}
