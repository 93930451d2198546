import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  LevelRow,
  ResultRow,
  ScorecardItem,
} from '@mli/plugin-scorecards-common';
import { RequestOptions, ScorecardQuery, ScorecardsApi } from './ScorecardsApi';

interface Page<T> {
  items: T[];
  nextCursor?: string;
}

type Parameters = Record<string, string | undefined>;

/** Reads `/api/scorecards`. Answers are trusted to be what the back end's own schemas say. */
export class ScorecardsClient implements ScorecardsApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async listScorecards(options?: RequestOptions): Promise<ScorecardItem[]> {
    return this.#getPages('/scorecards', {}, options);
  }

  async getLevels(
    query: ScorecardQuery,
    options?: RequestOptions,
  ): Promise<LevelRow[]> {
    return this.#getPages('/levels', { ...query }, options);
  }

  async getResults(
    query: ScorecardQuery,
    options?: RequestOptions,
  ): Promise<ResultRow[]> {
    return this.#getPages('/results', { ...query }, options);
  }

  async isSimulated(options?: RequestOptions): Promise<boolean> {
    const scope: { simulated: boolean } = await this.#getJson(
      'insights',
      '/scope',
      options,
    );
    return scope.simulated;
  }

  async #getPages<T>(
    path: string,
    parameters: Parameters,
    options?: RequestOptions,
  ): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries({ ...parameters, cursor })) {
        if (value) search.set(name, value);
      }
      const suffix = search.toString();
      const page: Page<T> = await this.#getJson(
        'scorecards',
        suffix ? `${path}?${suffix}` : path,
        options,
      );
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }

  async #getJson<T>(
    pluginId: string,
    path: string,
    options?: RequestOptions,
  ): Promise<T> {
    const baseUrl = await this.#discoveryApi.getBaseUrl(pluginId);
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, {
      signal: options?.signal,
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response.json();
  }
}
