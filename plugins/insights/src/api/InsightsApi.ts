import { createApiRef } from '@backstage/frontend-plugin-api';
// Types only: the zod schemas behind them stay out of the browser's bundle.
import type {
  AdoptionRow,
  InsightsScope,
  MetricAnswer,
  MetricGrouping,
  MetricId,
  MetricWindow,
  RunClass,
} from '@mli/plugin-insights-common';

/** A group of the organisation as the viewer may see it. */
export type ScopeUnit = InsightsScope['units'][number];

export interface MetricQuery {
  metric: MetricId;
  team?: string;
  stage?: string;
  offering?: string;
  /** Alone, it asks for all of the source's history. */
  source?: string;
  /** Left out: the default view, which is full runs. */
  runClass?: RunClass | 'all';
  window?: MetricWindow;
}

export interface AdoptionQuery {
  team?: string;
  offering?: string;
}

export interface InsightsApi {
  getScope(options?: { signal?: AbortSignal }): Promise<InsightsScope>;
  /** One answer for the whole of what the query names. */
  getMetric(
    query: MetricQuery,
    options?: { signal?: AbortSignal },
  ): Promise<MetricAnswer>;
  /** One answer for each member of the grouping. */
  getMetricBy(
    groupBy: MetricGrouping,
    query: MetricQuery,
    options?: { signal?: AbortSignal },
  ): Promise<MetricAnswer[]>;
  /** Every row, however many pages the server makes of them. */
  getAdoption(
    query: AdoptionQuery,
    options?: { signal?: AbortSignal },
  ): Promise<AdoptionRow[]>;
  getAdoptionCsv(query: AdoptionQuery): Promise<Blob>;
}

export const insightsApiRef = createApiRef<InsightsApi>().with({
  id: 'plugin.insights.client',
  pluginId: 'insights',
});
