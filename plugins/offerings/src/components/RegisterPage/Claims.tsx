import { ButtonLink } from '@backstage/ui';
import type { RegisterClaim } from '@mli/plugin-offerings-common';
import {
  ErrorState,
  formatCount,
  formatCounted,
  formatDate,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useClaims } from '../../register/queries';
import styles from './RegisterPage.module.css';

const SHOWN_NAMES = 3;

/** Jobs that ran for the team and that no component owns. */
export function Claims({ team }: { team: { ref: string; title: string } }) {
  const claims = useClaims(team.ref);
  const items = claims.data?.items ?? [];
  const jobs = items.reduce((sum, claim) => sum + claim.jobs, 0);
  return (
    <SectionCard
      title={
        items.length > 0
          ? `${formatCounted(jobs, 'job')} ${jobs === 1 ? 'looks' : 'look'} like ${team.title}’s`
          : 'What looks like yours'
      }
      description="Jobs that people of the team ran and that belong to no component yet. Only the team and MLI leads see this; who ran them is not shown to anybody."
    >
      {claims.isPending && <LoadingState label="Looking for jobs" rows={2} />}
      {claims.error && (
        <ErrorState
          compact
          error={claims.error}
          title="Jobs could not be looked up"
          retry={() => claims.refetch()}
        />
      )}
      {claims.data && items.length === 0 && (
        <p className={styles.none}>
          Nothing waits for an owner: every job of {team.title} that was seen
          belongs to a component, or none was seen yet. New jobs show up here
          when they run.
        </p>
      )}
      {items.length > 0 && (
        <ul className={styles.claims}>
          {items.map(claim => (
            <Claim key={claim.pattern} claim={claim} team={team.ref} />
          ))}
        </ul>
      )}
    </SectionCard>
  );
}

function Claim({ claim, team }: { claim: RegisterClaim; team: string }) {
  const query = new URLSearchParams({ team, claim: claim.pattern });
  const names = claim.examples.slice(0, SHOWN_NAMES).map(({ name }) => name);
  const more = claim.jobs - names.length;
  return (
    <li className={styles.claim}>
      <div className={styles.claimText}>
        <code className={styles.pattern}>{claim.pattern}</code>
        <span>
          {formatCounted(claim.jobs, 'job')}, {formatCounted(claim.runs, 'run')}
          {claim.lastRunAt && `, last on ${formatDate(claim.lastRunAt)}`}
        </span>
        {claim.jobs > 1 && (
          <span className={styles.quiet}>
            {names.join(', ')}
            {more > 0 && ` and ${formatCount(more)} more`}
          </span>
        )}
      </div>
      <ButtonLink
        href={`/register/new?${query}`}
        variant="primary"
        aria-label={`Claim ${claim.pattern}`}
      >
        Claim
      </ButtonLink>
    </li>
  );
}
