import { useApi } from '@backstage/core-plugin-api';
import type { MetricGrouping } from '@mli/plugin-insights-common';
import { useQuery } from '@tanstack/react-query';
import { AdoptionQuery, insightsApiRef, MetricQuery } from '../api/InsightsApi';

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

export function useAdoption(query: AdoptionQuery) {
  const api = useApi(insightsApiRef);
  return useQuery({
    queryKey: ['insights', 'adoption', query],
    queryFn: ({ signal }) => api.getAdoption(query, { signal }),
  });
}
