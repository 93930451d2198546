import { Link } from '@backstage/ui';
import type { AdoptionNeed } from '@mli/plugin-insights-common';
import {
  entityHref,
  formatDate,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useNeeds } from '../../query/adoptionQueries';
import { StartUsingButton } from '../AdoptionDialogs/StartUsingButton';
import styles from '../AdoptionWork/AdoptionWork.module.css';

/** Offerings the team was invited to and has not started with. */
export function useOpenInvitations(team: string): AdoptionNeed[] {
  const needs = useNeeds({ team }).data ?? [];
  return needs.filter(
    need => need.team === team && need.action === 'invite' && need.doneAt,
  );
}

/** Open invitations as a section; nothing where there are none. */
export function TeamInvitations(props: {
  team: string;
  title: (ref: string) => string;
}) {
  const open = useOpenInvitations(props.team);
  if (open.length === 0) return null;
  return (
    <SectionCard flush title={`Invitations (${open.length})`}>
      <InvitationList {...props} invitations={open} />
    </SectionCard>
  );
}

export function InvitationList(props: {
  team: string;
  invitations: readonly AdoptionNeed[];
  title: (ref: string) => string;
}) {
  const { team, invitations, title } = props;
  return (
    <ul className={styles.list} aria-label="Invitations">
      {invitations.map(({ offering, sentence, doneAt = '' }) => (
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
  );
}
