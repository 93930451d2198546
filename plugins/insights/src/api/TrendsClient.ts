import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { MetricChange, MetricTrend } from '@mli/plugin-insights-common';

interface TrendParameters {
  metric: string;
  team?: string;
}

/** Metrics over a year, and whether they changed. Answers are trusted to be what the back end's schemas say. */
export class TrendsClient {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  trend(query: TrendParameters, signal?: AbortSignal): Promise<MetricTrend> {
    return this.#get('/trends', query, signal);
  }

  change(query: TrendParameters, signal?: AbortSignal): Promise<MetricChange> {
    return this.#get('/changes', query, signal);
  }

  async #get<T>(
    path: string,
    { metric, team }: TrendParameters,
    signal?: AbortSignal,
  ): Promise<T> {
    const search = new URLSearchParams({ metric, ...(team ? { team } : {}) });
    const baseUrl = await this.#discoveryApi.getBaseUrl('insights');
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}?${search}`, {
      signal,
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response.json();
  }
}
