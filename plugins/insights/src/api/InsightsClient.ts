import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  AdoptionRow,
  InsightsScope,
  MetricAnswer,
  MetricGrouping,
} from '@mli/plugin-insights-common';
import { AdoptionQuery, InsightsApi, MetricQuery } from './InsightsApi';

interface Page<T> {
  items: T[];
  nextCursor?: string;
}

type Parameters = Record<string, string | undefined>;

/** Reads `/api/insights`. Answers are trusted to be what the back end's own schemas say. */
export class InsightsClient implements InsightsApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async getScope(options?: { signal?: AbortSignal }): Promise<InsightsScope> {
    return this.#getJson('/scope', {}, options?.signal);
  }

  async getMetric(
    query: MetricQuery,
    options?: { signal?: AbortSignal },
  ): Promise<MetricAnswer> {
    const { metric, ...filters } = query;
    return this.#getJson(
      `/metrics/${encodeURIComponent(metric)}`,
      filters,
      options?.signal,
    );
  }

  async getMetricBy(
    groupBy: MetricGrouping,
    query: MetricQuery,
    options?: { signal?: AbortSignal },
  ): Promise<MetricAnswer[]> {
    const { metric, ...filters } = query;
    return this.#getPages(
      `/metrics/${encodeURIComponent(metric)}`,
      { ...filters, groupBy },
      options?.signal,
    );
  }

  async getAdoption(
    query: AdoptionQuery,
    options?: { signal?: AbortSignal },
  ): Promise<AdoptionRow[]> {
    return this.#getPages('/adoption', { ...query }, options?.signal);
  }

  async getAdoptionCsv(query: AdoptionQuery): Promise<Blob> {
    const response = await this.#get('/adoption', { ...query, format: 'csv' });
    return response.blob();
  }

  async #getPages<T>(
    path: string,
    parameters: Parameters,
    signal?: AbortSignal,
  ): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<T> = await this.#getJson(
        path,
        { ...parameters, cursor },
        signal,
      );
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }

  async #getJson<T>(
    path: string,
    parameters: Parameters,
    signal?: AbortSignal,
  ): Promise<T> {
    const response = await this.#get(path, parameters, signal);
    return response.json();
  }

  async #get(
    path: string,
    parameters: Parameters,
    signal?: AbortSignal,
  ): Promise<Response> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined && value !== '') search.set(name, value);
    }
    const baseUrl = await this.#discoveryApi.getBaseUrl('insights');
    const text = search.toString();
    const suffix = text ? `?${text}` : '';
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}${suffix}`, {
      signal,
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response;
  }
}
