import {
  EmptyState,
  ErrorState,
  LoadingState,
  MliPage,
  ScopeBar,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { useAdoption, useInsightsScope } from '../../query/queries';
import { AdoptionViews } from './AdoptionViews';

/** Which team was seen on which offering, what it says itself, and where the two differ. */
export function AdoptionPage() {
  const scope = useInsightsScope();
  const { scope: chosen } = useScope();
  const query = { team: chosen.team };
  const adoption = useAdoption(query);
  return (
    <MliPage
      simulated={scope.data?.simulated}
      scopeBar={<ScopeBar units={scope.data?.units} fields={['team']} />}
    >
      {adoption.isPending && (
        <>
          <LoadingState label="Loading adoption" layout="sentence" />
          <LoadingState label="Loading the rows" layout="table" rows={8} />
        </>
      )}
      {adoption.isError && (
        <ErrorState
          title="Adoption could not be loaded"
          error={adoption.error}
          retry={() => adoption.refetch()}
        />
      )}
      {adoption.data?.length === 0 && (
        <EmptyState title="No team and no offering to compare yet">
          Here stands which team uses which offering. A team appears with its
          first run, an offering as soon as it is in the catalog; what a team
          says itself comes from the annotation mli.internal/adopts.
        </EmptyState>
      )}
      {adoption.data && adoption.data.length > 0 && (
        <AdoptionViews
          rows={adoption.data}
          query={query}
          units={scope.data?.units}
        />
      )}
    </MliPage>
  );
}
