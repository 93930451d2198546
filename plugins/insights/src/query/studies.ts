import { useApi } from '@backstage/core-plugin-api';
import type {
  ExtendStudy,
  PlanRollout,
  RegisterStudy,
} from '@mli/plugin-insights-common';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { studiesApiRef } from '../api/StudiesApi';

const STUDIES = ['insights', 'studies'];

/** What is computed now changes by itself; so often is it asked for again. */
const WHILE_COMPUTING_MS = 3_000;
const isComputing = (state: string | undefined) =>
  state === 'running' || state === 'queued';

export function useStudies(query: { readonly offering?: string }) {
  const api = useApi(studiesApiRef);
  return useQuery({
    queryKey: [...STUDIES, 'list', query],
    queryFn: ({ signal }) => api.list(query, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.some(study => isComputing(study.state))
        ? WHILE_COMPUTING_MS
        : false,
  });
}

export function useStudyProposals() {
  const api = useApi(studiesApiRef);
  return useQuery({
    queryKey: [...STUDIES, 'proposals'],
    queryFn: ({ signal }) => api.proposals({ signal }),
  });
}

export function useStudy(id: string, version: number | undefined) {
  const api = useApi(studiesApiRef);
  return useQuery({
    queryKey: [...STUDIES, 'detail', id, version],
    queryFn: ({ signal }) => api.detail(id, version, { signal }),
    refetchInterval: ({ state }) =>
      isComputing(state.data?.state) ? WHILE_COMPUTING_MS : false,
  });
}

export function useStudyWhatIf(id: string, enabled: boolean) {
  const api = useApi(studiesApiRef);
  return useQuery({
    queryKey: [...STUDIES, 'what-if', id],
    queryFn: ({ signal }) => api.whatIf(id, { signal }),
    enabled,
  });
}

export function useOfferingEffects(offering: string | undefined) {
  const api = useApi(studiesApiRef);
  return useQuery({
    queryKey: [...STUDIES, 'effects', offering],
    queryFn: ({ signal }) => api.effects({ offering }, { signal }),
  });
}

export function useRegisterStudy() {
  const api = useApi(studiesApiRef);
  const client = useQueryClient();
  return useMutation({
    mutationFn: (study: RegisterStudy) => api.register(study),
    onSuccess: () => client.invalidateQueries({ queryKey: STUDIES }),
  });
}

export function useExtendStudy(id: string) {
  const api = useApi(studiesApiRef);
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: ExtendStudy) => api.extend(id, version),
    onSuccess: () => client.invalidateQueries({ queryKey: STUDIES }),
  });
}

export function useRollouts() {
  const api = useApi(studiesApiRef);
  return useQuery({
    queryKey: [...STUDIES, 'rollouts'],
    queryFn: ({ signal }) => api.rollouts({ signal }),
  });
}

export function useDrawRollout() {
  const api = useApi(studiesApiRef);
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: PlanRollout) => api.drawRollout(request),
    onSuccess: () => client.invalidateQueries({ queryKey: STUDIES }),
  });
}
