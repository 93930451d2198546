import {
  EmptyState,
  ErrorState,
  LoadingState,
  MliPage,
} from '@mli/plugin-ml-platform-react';
import { useAdopters, useOfferings, usePortalScope } from '../../query/queries';
import { Directory } from './Directory';

/** Find what helps: every offering of the catalog, searched and narrowed as one types. */
export function DirectoryPage() {
  const offerings = useOfferings();
  const adopters = useAdopters();
  const scope = usePortalScope();
  return (
    <MliPage simulated={scope.data?.simulated}>
      {offerings.isPending && (
        <LoadingState label="Loading offerings" layout="tiles" rows={9} />
      )}
      {offerings.isError && (
        <ErrorState
          title="The offerings could not be loaded"
          error={offerings.error}
          retry={() => offerings.refetch()}
        />
      )}
      {offerings.data?.length === 0 && (
        <EmptyState title="No offerings yet">
          Here is everything the infrastructure teams offer. A provider team
          adds an offering with a catalog file of kind Offering; it appears here
          a few seconds after the catalog has read it.
        </EmptyState>
      )}
      {offerings.data && offerings.data.length > 0 && (
        <Directory
          offerings={offerings.data}
          adopters={adopters.data}
          adoptersMissing={adopters.isError}
          stages={scope.data?.stages}
        />
      )}
    </MliPage>
  );
}
