import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import type {
  PatternRequest,
  RedriveRequest,
} from '@mli/plugin-insights-common';
import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { SourcesClient } from '../api/SourcesClient';

const KEY = ['insights', 'sources'] as const;

export function useSourcesClient(): SourcesClient {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  return useMemo(
    () => new SourcesClient({ discoveryApi, fetchApi }),
    [discoveryApi, fetchApi],
  );
}

export function useSources(days: number) {
  const client = useSourcesClient();
  return useQuery({
    queryKey: [...KEY, 'list', days],
    queryFn: () => client.listSources(days),
    // A pull under way is watched.
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ pull }) => pull?.running) ? 3_000 : 30_000,
  });
}

export function useQuarantineSummary() {
  const client = useSourcesClient();
  return useQuery({
    queryKey: [...KEY, 'quarantine-summary'],
    queryFn: () => client.summariseQuarantine(),
  });
}

export function useQuarantine(filter: { source?: string; reason?: string }) {
  const client = useSourcesClient();
  return useInfiniteQuery({
    queryKey: [...KEY, 'quarantine', filter],
    queryFn: ({ pageParam }) =>
      client.listQuarantine({ ...filter, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  });
}

export function useUnattributed() {
  const client = useSourcesClient();
  return useInfiniteQuery({
    queryKey: [...KEY, 'unattributed'],
    queryFn: ({ pageParam }) => client.listUnattributed({ cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  });
}

export function usePatterns() {
  const client = useSourcesClient();
  return useQuery({
    queryKey: [...KEY, 'patterns'],
    queryFn: () => client.listPatterns(),
  });
}

/** What all of these change shows in every part of the page. */
function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRedrive() {
  const client = useSourcesClient();
  return useChange((request: RedriveRequest) => client.redrive(request));
}

export function usePullNow() {
  const client = useSourcesClient();
  return useChange((name: string) => client.pullNow(name));
}

export function useAddPattern() {
  const client = useSourcesClient();
  return useChange((request: PatternRequest) => client.addPattern(request));
}

export function useUndoPattern() {
  const client = useSourcesClient();
  return useChange((id: string) => client.undoPattern(id));
}

/** Only of what can be asked: a pattern that lacks something has no preview. */
export function usePatternPreview(request: PatternRequest | undefined) {
  const client = useSourcesClient();
  return useQuery({
    queryKey: [...KEY, 'preview', request],
    queryFn: () =>
      request ? client.previewPattern(request) : Promise.reject(new Error()),
    enabled: request !== undefined,
    retry: false,
  });
}
