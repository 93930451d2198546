import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  AttestationList,
  AttestRequest,
  Campaign,
  CampaignDetail,
  CampaignRequest,
  CheckSummary,
  DistributionRow,
  ExemptionDecisionRequest,
  ExemptionRequest,
  ExemptionRow,
  HistoryRow,
  LevelRow,
  ReplayRequest,
  ReplayResponse,
  ResultRow,
  ScorecardItem,
  TrendRow,
} from '@mli/plugin-scorecards-common';
import {
  ListQuery,
  RequestOptions,
  ScorecardQuery,
  ScorecardsApi,
  TrendQuery,
} from './ScorecardsApi';

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
    query: ListQuery,
    options?: RequestOptions,
  ): Promise<ResultRow[]> {
    return this.#getPages('/results', { ...query }, options);
  }

  async getDistribution(options?: RequestOptions): Promise<DistributionRow[]> {
    return this.#getPages('/distribution', {}, options);
  }

  async getTrend(
    query: TrendQuery,
    options?: RequestOptions,
  ): Promise<TrendRow[]> {
    return this.#getPages('/trend', { ...query }, options);
  }

  async getChecks(
    query: ScorecardQuery,
    options?: RequestOptions,
  ): Promise<CheckSummary[]> {
    return this.#getPages('/checks', { ...query }, options);
  }

  async getHistory(
    query: ScorecardQuery,
    options?: RequestOptions,
  ): Promise<HistoryRow[]> {
    const search = new URLSearchParams({ ...query, limit: '50' });
    const page: Page<HistoryRow> = await this.#getJson(
      'scorecards',
      `/history?${search}`,
      options,
    );
    return page.items;
  }

  async getExemptions(
    query: ListQuery,
    options?: RequestOptions,
  ): Promise<ExemptionRow[]> {
    return this.#getPages('/exemptions', { ...query }, options);
  }

  async requestExemption(request: ExemptionRequest): Promise<ExemptionRow> {
    return this.#post('/exemptions', request);
  }

  async decideExemption(
    id: string,
    request: ExemptionDecisionRequest,
  ): Promise<ExemptionRow> {
    return this.#post(
      `/exemptions/${encodeURIComponent(id)}/decision`,
      request,
    );
  }

  async getCampaigns(options?: RequestOptions): Promise<Campaign[]> {
    return this.#getPages('/campaigns', {}, options);
  }

  async getCampaign(
    id: string,
    options?: RequestOptions,
  ): Promise<CampaignDetail> {
    const path = `/campaigns/${encodeURIComponent(id)}`;
    return this.#getJson('scorecards', path, options);
  }

  async startCampaign(
    request: Omit<CampaignRequest, 'description'> & { description?: string },
  ): Promise<CampaignDetail> {
    return this.#post('/campaigns', request);
  }

  async cancelCampaign(id: string): Promise<CampaignDetail> {
    return this.#post(`/campaigns/${encodeURIComponent(id)}/cancel`, {});
  }

  async getAttestations(
    entity: string,
    options?: RequestOptions,
  ): Promise<AttestationList> {
    const search = new URLSearchParams({ entity });
    return this.#getJson('scorecards', `/attestations?${search}`, options);
  }

  async attest(request: AttestRequest): Promise<AttestationList> {
    return this.#post('/attestations', request);
  }

  async replay(request: ReplayRequest): Promise<ReplayResponse> {
    return this.#post('/replay', request);
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

  async #post<T>(path: string, body: unknown): Promise<T> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('scorecards');
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response.json();
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
