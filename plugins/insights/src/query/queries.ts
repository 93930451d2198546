import { useApi } from '@backstage/core-plugin-api';
import type { MetricGrouping } from '@mli/plugin-insights-common';
import { useQueries, useQuery } from '@tanstack/react-query';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { AdoptionQuery, insightsApiRef, MetricQuery } from '../api/InsightsApi';
import { OFFERING_FIELDS, readOfferings } from '../model/offerings';
import { unitTitles } from '../model/units';
import { useMemo } from 'react';

/** Who is looking and what there is to look at. */
export function useInsightsScope() {
  const api = useApi(insightsApiRef);
  return useQuery({
    queryKey: ['insights', 'scope'],
    queryFn: ({ signal }) => api.getScope({ signal }),
    staleTime: 5 * 60_000,
  });
}

export function useMetric(query: MetricQuery) {
  const api = useApi(insightsApiRef);
  return useQuery({
    queryKey: ['insights', 'metric', query],
    queryFn: ({ signal }) => api.getMetric(query, { signal }),
  });
}

export function useMetricBy(
  groupBy: MetricGrouping,
  query: MetricQuery,
  options: { enabled?: boolean } = {},
) {
  const api = useApi(insightsApiRef);
  return useQuery({
    queryKey: ['insights', 'metric', groupBy, query],
    queryFn: ({ signal }) => api.getMetricBy(groupBy, query, { signal }),
    enabled: options.enabled ?? true,
  });
}

/** One answer for each team in each stage: a request a stage, since one answer narrows by one thing only. */
export function useMetricByTeamAndStage(
  query: MetricQuery,
  stages: readonly string[],
) {
  const api = useApi(insightsApiRef);
  return useQueries({
    queries: stages.map(stage => ({
      queryKey: ['insights', 'metric', 'team', { ...query, stage }],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.getMetricBy('team', { ...query, stage }, { signal }),
    })),
    combine: results => ({
      isPending: stages.length === 0 || results.some(r => r.isPending),
      error: results.find(r => r.isError)?.error ?? undefined,
      answers: results.flatMap((result, index) =>
        (result.data ?? []).map(answer => ({
          ...answer,
          group: { stage: stages[index], ...answer.group },
        })),
      ),
      retry: () => {
        for (const result of results) if (result.isError) result.refetch();
      },
    }),
  });
}

export function useAdoption(query: AdoptionQuery) {
  const api = useApi(insightsApiRef);
  return useQuery({
    queryKey: ['insights', 'adoption', query],
    queryFn: ({ signal }) => api.getAdoption(query, { signal }),
  });
}

/** The rows of some offerings; each offering's are asked for, and kept, by themselves. */
export function useAdoptionOf(offerings: readonly string[]) {
  const api = useApi(insightsApiRef);
  return useQueries({
    queries: offerings.map(offering => ({
      queryKey: ['insights', 'adoption', { offering }],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.getAdoption({ offering }, { signal }),
    })),
    combine: results => ({
      isPending: results.some(r => r.isPending),
      error: results.find(r => r.isError)?.error ?? undefined,
      rows: results.flatMap(({ data }) => data ?? []),
      retry: () => {
        for (const result of results) if (result.isError) result.refetch();
      },
    }),
  });
}

/** Titles and lifecycles of all offerings; pages stand without them and go by the names in the refs. */
export function useOfferings() {
  const catalogApi = useApi(catalogApiRef);
  return useQuery({
    queryKey: ['insights', 'offerings'],
    queryFn: async () => {
      const { items } = await catalogApi.queryEntities({
        filter: { kind: 'Offering' },
        fields: OFFERING_FIELDS,
        limit: 1000,
      });
      return readOfferings(items);
    },
    staleTime: 5 * 60_000,
  });
}

/** Titles of teams and offerings by ref, for whatever of them is known by now. */
export function useTitles(): (ref: string) => string {
  const units = useInsightsScope().data?.units;
  const offerings = useOfferings().data;
  return useMemo(() => {
    const unitTitle = unitTitles(units);
    return ref => offerings?.get(ref)?.title ?? unitTitle(ref);
  }, [units, offerings]);
}
