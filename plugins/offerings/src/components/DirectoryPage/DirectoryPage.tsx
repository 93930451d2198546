import {
  EmptyState,
  ErrorState,
  LoadingState,
  MliPage,
} from '@mli/plugin-ml-platform-react';
import { useMemo } from 'react';
import { badgesOf, effectSentences } from '../../model/effects';
import {
  useAdopters,
  useEffects,
  useFirstSeen,
  useOfferings,
  usePortalScope,
} from '../../query/queries';
import { Comparison } from '../Comparison/Comparison';
import { Directory } from './Directory';
import { useDirectoryFilter } from './useDirectoryFilter';

/** Find what helps: every offering of the catalog, searched and narrowed as one types. */
export function DirectoryPage() {
  const offerings = useOfferings();
  const adopters = useAdopters();
  const effects = useEffects();
  const scope = usePortalScope();
  const directory = useDirectoryFilter();
  const { view, compare, sort } = directory.filter;
  const firstSeen = useFirstSeen(sort === 'newest');
  const badges = useMemo(() => badgesOf(effects.data ?? []), [effects.data]);
  const isComparing = view === 'compare' && compare.length > 0;
  return (
    <MliPage simulated={scope.data?.simulated}>
      {isComparing && (
        <Comparison
          directory={directory}
          adopters={adopters.data}
          effects={effectSentences(effects.data ?? [])}
        />
      )}
      {!isComparing && offerings.isPending && (
        <LoadingState label="Loading offerings" layout="tiles" rows={9} />
      )}
      {!isComparing && offerings.isError && (
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
      {!isComparing && offerings.data && offerings.data.length > 0 && (
        <Directory
          offerings={offerings.data}
          adopters={adopters.data}
          adoptersMissing={adopters.isError}
          badges={badges}
          firstSeen={firstSeen.data}
          stages={scope.data?.stages}
          hasOwnTeams={(scope.data?.ownTeams.length ?? 0) > 0}
        />
      )}
    </MliPage>
  );
}
