import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import {
  AdoptionClient,
  PairQuery,
  TrendQuery,
  WorkQuery,
} from '../api/AdoptionClient';

export function useAdoptionClient(): AdoptionClient {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  return useMemo(
    () => new AdoptionClient({ discoveryApi, fetchApi }),
    [discoveryApi, fetchApi],
  );
}

export function useExplanation(pair: PairQuery | undefined) {
  const client = useAdoptionClient();
  return useQuery({
    queryKey: ['insights', 'adoption', 'explain', pair],
    queryFn: ({ signal }) =>
      pair ? client.explain(pair, signal) : Promise.reject(new Error('')),
    enabled: pair !== undefined,
  });
}

export function useNeeds(query: WorkQuery) {
  const client = useAdoptionClient();
  return useQuery({
    queryKey: ['insights', 'adoption', 'needs', query],
    queryFn: ({ signal }) => client.needs(query, signal),
  });
}

export function useOnboardingRequests(query: WorkQuery) {
  const client = useAdoptionClient();
  return useQuery({
    queryKey: ['insights', 'adoption', 'requests', query],
    queryFn: ({ signal }) => client.requests(query, signal),
  });
}

/** Everything the team ever said about the offering; asked only for those who may know it. */
export function useDeclarations(team: string, enabled: boolean) {
  const client = useAdoptionClient();
  return useQuery({
    queryKey: ['insights', 'adoption', 'declarations', team],
    queryFn: ({ signal }) => client.declarations(team, signal),
    enabled,
  });
}

export function useDeclines(offering: string, enabled: boolean) {
  const client = useAdoptionClient();
  return useQuery({
    queryKey: ['insights', 'adoption', 'declines', offering],
    queryFn: ({ signal }) => client.declines(offering, signal),
    enabled,
  });
}

export function useFunnel(query: TrendQuery & { offering: string }) {
  const client = useAdoptionClient();
  return useQuery({
    queryKey: ['insights', 'adoption', 'funnel', query],
    queryFn: ({ signal }) => client.funnel(query, signal),
  });
}

export function useAdoptionTrend(query: TrendQuery) {
  const client = useAdoptionClient();
  return useQuery({
    queryKey: ['insights', 'adoption', 'trend', query],
    queryFn: ({ signal }) => client.trend(query, signal),
  });
}

/** Does something about adoption; everything that shows adoption is read again after it. */
export function useAdoptionChange<Input>(
  change: (client: AdoptionClient, input: Input) => Promise<unknown>,
  options: { onDone?: () => void } = {},
) {
  const client = useAdoptionClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(client, input),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['insights', 'adoption'] });
      options.onDone?.();
    },
  });
}
