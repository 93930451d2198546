import { useApi } from '@backstage/core-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { offeringsApiRef } from '../api/OfferingsApi';

export function useOfferings() {
  const api = useApi(offeringsApiRef);
  return useQuery({
    queryKey: ['offerings', 'list'],
    queryFn: () => api.listOfferings(),
  });
}

export function useAdopters() {
  const api = useApi(offeringsApiRef);
  return useQuery({
    queryKey: ['offerings', 'adopters'],
    queryFn: ({ signal }) => api.countAdopters({ signal }),
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
