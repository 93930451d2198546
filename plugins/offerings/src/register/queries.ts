import { useEffect, useState } from 'react';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { RegistrationDraft } from '@mli/plugin-offerings-common';
import { MatchRequest, registerApiRef } from '../api/RegisterApi';

export const REGISTER_KEY = ['offerings', 'register'] as const;

export function useRegisterScope() {
  const api = useApi(registerApiRef);
  return useQuery({
    queryKey: [...REGISTER_KEY, 'scope'],
    queryFn: () => api.scope(),
    staleTime: 60_000,
  });
}

export function useClaims(team: string | undefined) {
  const api = useApi(registerApiRef);
  return useQuery({
    queryKey: [...REGISTER_KEY, 'claims', team],
    queryFn: () => api.claims(team ?? ''),
    enabled: team !== undefined,
  });
}

export function useRegistrations(query: { mine?: boolean; team?: string }) {
  const api = useApi(registerApiRef);
  return useQuery({
    queryKey: [...REGISTER_KEY, 'list', query],
    queryFn: () => api.list(query),
  });
}

export function useRegistration(id: string) {
  const api = useApi(registerApiRef);
  return useQuery({
    queryKey: [...REGISTER_KEY, 'one', id],
    queryFn: () => api.get(id),
  });
}

export function useHistory(id: string, enabled: boolean) {
  const api = useApi(registerApiRef);
  return useQuery({
    queryKey: [...REGISTER_KEY, 'one', id, 'history'],
    queryFn: () => api.history(id),
    enabled,
  });
}

export function useExport(id: string) {
  const api = useApi(registerApiRef);
  return useQuery({
    queryKey: [...REGISTER_KEY, 'one', id, 'export'],
    queryFn: () => api.exportYaml(id),
  });
}

export function useHandOvers() {
  const api = useApi(registerApiRef);
  return useQuery({
    queryKey: [...REGISTER_KEY, 'hand-overs'],
    queryFn: () => api.handOvers(),
  });
}

export function useImportedFiles() {
  const api = useApi(registerApiRef);
  return useQuery({
    queryKey: [...REGISTER_KEY, 'imported'],
    queryFn: () => api.importedFiles(),
  });
}

/** What the back end says about the form as it stands, a moment after the last key. */
export function useReview(draft: RegistrationDraft, id: string | undefined) {
  const api = useApi(registerApiRef);
  const settled = useSettled(draft);
  return useQuery({
    queryKey: [...REGISTER_KEY, 'review', settled, id],
    queryFn: () => api.validate(settled, id),
    placeholderData: keepPreviousData,
  });
}

export function useMatches(request: MatchRequest) {
  const api = useApi(registerApiRef);
  const settled = useSettled(request);
  const { team, jobs, repositories, experiments } = settled;
  return useQuery({
    queryKey: [...REGISTER_KEY, 'matches', settled],
    queryFn: () => api.matches(settled),
    enabled:
      team !== '' && jobs.length + repositories.length + experiments.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Under whose name the browser keeps a draft. */
export function usePerson(): string | undefined {
  const identityApi = useApi(identityApiRef);
  const { data } = useQuery({
    queryKey: [...REGISTER_KEY, 'person'],
    queryFn: () => identityApi.getBackstageIdentity(),
    staleTime: Infinity,
  });
  return data?.userEntityRef;
}

const PAUSE_MS = 300;

function useSettled<T>(value: T): T {
  const text = JSON.stringify(value);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return JSON.parse(settled) as T; // made of a T
}
