import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import type { MetricId } from '@mli/plugin-insights-common';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { TrendsClient } from '../api/TrendsClient';

export interface TrendOf {
  metric: MetricId;
  team?: string;
}

function useTrendsClient(): TrendsClient {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  return useMemo(
    () => new TrendsClient({ discoveryApi, fetchApi }),
    [discoveryApi, fetchApi],
  );
}

export function useTrend(query: TrendOf) {
  const client = useTrendsClient();
  return useQuery({
    queryKey: ['insights', 'trend', query],
    queryFn: ({ signal }) => client.trend(query, signal),
  });
}

export function useChange(query: TrendOf) {
  const client = useTrendsClient();
  return useQuery({
    queryKey: ['insights', 'change', query],
    queryFn: ({ signal }) => client.change(query, signal),
  });
}
