import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ButtonLink, Link } from '@backstage/ui';
import { formatCounted, SectionCard } from '@mli/plugin-ml-platform-react';
import { useClaims, useRegisterScope } from '../../register/queries';
import styles from './TeamComponents.module.css';

/** On the page of a team, for those who may register for it: what waits to be claimed, and the way to register. */
export function TeamComponents() {
  const { entity } = useEntity();
  const ref = stringifyEntityRef(entity);
  const scope = useRegisterScope();
  const team = scope.data?.teams.find(each => each.ref === ref);
  const claims = useClaims(team?.ref);
  if (!team) return null;
  const jobs = (claims.data?.items ?? []).reduce(
    (sum, claim) => sum + claim.jobs,
    0,
  );
  return (
    <SectionCard
      title="Register what the team owns"
      description="A pipeline, model, dataset or suite. Its runs, those of the past included, then count for the team."
      actions={
        <ButtonLink
          variant={jobs > 0 ? 'primary' : 'secondary'}
          href={`/register?team=${encodeURIComponent(ref)}`}
        >
          {jobs > 0 ? 'Claim them' : 'Register a component'}
        </ButtonLink>
      }
    >
      <p className={styles.text}>
        {jobs > 0
          ? `${formatCounted(jobs, 'job')} ${jobs === 1 ? 'looks' : 'look'} like ${team.title}’s and ${jobs === 1 ? 'belongs' : 'belong'} to no component. `
          : 'No job of the team waits for an owner. '}
        <Link href="/register/mine">What is registered</Link>
      </p>
    </SectionCard>
  );
}
