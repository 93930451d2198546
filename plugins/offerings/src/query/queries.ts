import { useApi } from '@backstage/core-plugin-api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { offeringsApiRef } from '../api/OfferingsApi';

export function useOfferings() {
  const api = useApi(offeringsApiRef);
  return useQuery({
    queryKey: ['offerings', 'list'],
    queryFn: () => api.listOfferings(),
  });
}

/** Who uses what, with what the viewer's own teams have to do with it. */
export function useAdopters() {
  const api = useApi(offeringsApiRef);
  const { data: scope } = usePortalScope();
  const ownTeams = scope?.ownTeams ?? [];
  return useQuery({
    queryKey: ['offerings', 'adopters', ownTeams],
    queryFn: ({ signal }) => api.listAdopters({ ownTeams, signal }),
    enabled: scope !== undefined,
  });
}

/** What finished studies say about offerings; a page without it is whole. */
export function useEffects() {
  const api = useApi(offeringsApiRef);
  return useQuery({
    queryKey: ['offerings', 'effects'],
    queryFn: ({ signal }) => api.listEffects({ signal }),
    staleTime: 5 * 60_000,
  });
}

/** When each offering was first seen; asked for only where the order needs it. */
export function useFirstSeen(isNeeded: boolean) {
  const api = useApi(offeringsApiRef);
  return useQuery({
    queryKey: ['offerings', 'first-seen'],
    queryFn: ({ signal }) => api.listFirstSeen({ signal }),
    enabled: isNeeded,
  });
}

/** The teams that use an offering; asked for only where somebody has to know them. */
export function useOfferingUsers(offering: string, isNeeded: boolean) {
  const api = useApi(offeringsApiRef);
  return useQuery({
    queryKey: ['offerings', 'users', offering],
    queryFn: ({ signal }) => api.listUsers(offering, { signal }),
    enabled: isNeeded,
  });
}

export function useOfferingChanges(offering: string) {
  const api = useApi(offeringsApiRef);
  return useQuery({
    queryKey: ['offerings', 'changes', offering],
    queryFn: ({ signal }) => api.listChanges(offering, { signal }),
  });
}

/** What was measured of an offering; asked for only where something is promised. */
export function useMeasurements(offering: string, isNeeded: boolean) {
  const api = useApi(offeringsApiRef);
  return useQuery({
    queryKey: ['offerings', 'measurements', offering],
    queryFn: ({ signal }) => api.listMeasurements(offering, { signal }),
    enabled: isNeeded,
  });
}

export function useOfferingDetails(refs: readonly string[]) {
  const api = useApi(offeringsApiRef);
  return useQuery({
    queryKey: ['offerings', 'details', refs],
    queryFn: () => api.getOfferings(refs),
    enabled: refs.length > 0,
    placeholderData: keepPreviousData,
  });
}

/** Stages in their order, and whether what the portal shows was made up. */
export function usePortalScope() {
  const api = useApi(offeringsApiRef);
  return useQuery({
    queryKey: ['offerings', 'scope'],
    queryFn: ({ signal }) => api.getScope({ signal }),
    staleTime: 5 * 60_000,
  });
}

/** Whether the back end can render documentation at all. */
export function useCanRenderDocumentation() {
  const api = useApi(offeringsApiRef);
  return useQuery({
    queryKey: ['offerings', 'documentation'],
    queryFn: ({ signal }) => api.canRenderDocumentation({ signal }),
  });
}
