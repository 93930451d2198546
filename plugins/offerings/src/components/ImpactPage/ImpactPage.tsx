import { EmptyState, MliPage } from '@mli/plugin-ml-platform-react';
import { ButtonLink } from '@backstage/ui';
import { usePortalScope } from '../../query/queries';

/** The place of the studies. There are none before their engine is here, and the page says so. */
export function ImpactPage() {
  const scope = usePortalScope();
  return (
    <MliPage simulated={scope.data?.simulated}>
      <EmptyState
        title="No studies yet"
        actions={
          <ButtonLink variant="secondary" href="/offerings/adoption">
            See who uses what
          </ButtonLink>
        }
      >
        Here will stand whether adopting an offering made teams faster: one
        sentence a study, with its interval, the number of teams that adopted
        and the number they are compared with, also when no effect can be told
        from none. A study is registered with its question before anything is
        computed, and answered 26 weeks after its third adopting team.
      </EmptyState>
    </MliPage>
  );
}
