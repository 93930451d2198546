import { useApi } from '@backstage/core-plugin-api';
import type { MetricAnswer, MetricId } from '@mli/plugin-insights-common';
import { useQueries } from '@tanstack/react-query';
import { insightsApiRef } from '../api/InsightsApi';

/** One answer of a metric for each stage; a stage without one has none. */
export function useMetricByStage(
  metric: MetricId,
  team: string | undefined,
  stages: readonly string[],
): Array<{ stage: string; answer: MetricAnswer | undefined }> {
  const api = useApi(insightsApiRef);
  return useQueries({
    queries: stages.map(stage => ({
      queryKey: ['insights', 'metric', { metric, team, stage }],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.getMetric({ metric, team, stage }, { signal }),
    })),
    combine: results =>
      results.map((result, index) => ({
        stage: stages[index] ?? '',
        answer: result.data,
      })),
  });
}
