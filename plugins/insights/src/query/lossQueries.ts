import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import type {
  AnnotationState,
  NewAnnotation,
} from '@mli/plugin-insights-common';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { AnnotationQuery, LossesClient, LossPlace } from '../api/LossesClient';

const LOSSES = ['insights', 'losses'] as const;
const ANNOTATIONS = ['insights', 'annotations'] as const;

export function useLossesClient(): LossesClient {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  return useMemo(
    () => new LossesClient({ discoveryApi, fetchApi }),
    [discoveryApi, fetchApi],
  );
}

export function useTeamLosses(team: string) {
  const client = useLossesClient();
  return useQuery({
    queryKey: [...LOSSES, 'unit', team],
    queryFn: ({ signal }) => client.ofUnit(team, signal),
  });
}

export function useLargestLosses(department: string | undefined) {
  const client = useLossesClient();
  return useQuery({
    queryKey: [...LOSSES, 'largest', department],
    queryFn: ({ signal }) => client.largest(department, signal),
  });
}

export function useLossDetail(place: LossPlace) {
  const client = useLossesClient();
  return useQuery({
    queryKey: [...LOSSES, 'detail', place],
    queryFn: ({ signal }) => client.detail(place, signal),
  });
}

export function useAnnotations(query: AnnotationQuery) {
  const client = useLossesClient();
  return useQuery({
    queryKey: [...ANNOTATIONS, query],
    queryFn: ({ signal }) => client.annotations(query, signal),
  });
}

/** What people do about annotations; each makes every list be read again. */
export function useAnnotationActions() {
  const client = useLossesClient();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: ANNOTATIONS });
  const add = useMutation({
    mutationFn: (draft: NewAnnotation) => client.annotate(draft),
    onSuccess,
  });
  const answer = useMutation({
    mutationFn: (change: {
      id: string;
      state: AnnotationState;
      answer?: string;
    }) =>
      client.answer(change.id, { state: change.state, answer: change.answer }),
    onSuccess,
  });
  const withdraw = useMutation({
    mutationFn: (change: { id: string; withdrawn: boolean }) =>
      client.withdraw(change.id, change.withdrawn),
    onSuccess,
  });
  return { add, answer, withdraw };
}
