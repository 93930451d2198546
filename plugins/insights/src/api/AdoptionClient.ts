import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  AdoptionExplanation,
  AdoptionFunnel,
  AdoptionNeed,
  AdoptionTrend,
  Declaration,
  DeclarationAnswer,
  DeclarationRequest,
  DeclineGroup,
  NeedActionRequest,
  OnboardingChange,
  OnboardingRequest,
  OnboardingRequestBody,
  RelevanceRequest,
  VoidDecisionRequest,
} from '@mli/plugin-insights-common';

export interface PairQuery {
  team: string;
  offering: string;
}

export interface WorkQuery {
  team?: string;
  offering?: string;
  mine?: boolean;
  open?: boolean;
}

export interface TrendQuery {
  team?: string;
  offering?: string;
  scope?: 'direct' | 'subtree';
}

type Values = Record<string, string | boolean | undefined>;

/** What people do about adoption. Answers are trusted to be what the back end's own schemas say. */
export class AdoptionClient {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  explain(pair: PairQuery, signal?: AbortSignal): Promise<AdoptionExplanation> {
    return this.#get('/adoption/explain', { ...pair }, signal);
  }

  async needs(query: WorkQuery, signal?: AbortSignal): Promise<AdoptionNeed[]> {
    const page: { items: AdoptionNeed[] } = await this.#get(
      '/adoption/needs',
      { ...query },
      signal,
    );
    return page.items;
  }

  async requests(
    query: WorkQuery,
    signal?: AbortSignal,
  ): Promise<OnboardingRequest[]> {
    const page: { items: OnboardingRequest[] } = await this.#get(
      '/onboarding-requests',
      { ...query },
      signal,
    );
    return page.items;
  }

  /** Everything a team ever said of the offerings of which the caller may know, newest first. */
  async declarations(
    team: string,
    signal?: AbortSignal,
  ): Promise<Declaration[]> {
    const page: { items: Declaration[] } = await this.#get(
      '/declarations',
      { team },
      signal,
    );
    return page.items;
  }

  async declines(
    offering: string,
    signal?: AbortSignal,
  ): Promise<DeclineGroup[]> {
    const page: { items: DeclineGroup[] } = await this.#get(
      '/declarations/declines',
      { offering },
      signal,
    );
    return page.items;
  }

  funnel(
    query: TrendQuery & { offering: string },
    signal?: AbortSignal,
  ): Promise<AdoptionFunnel> {
    return this.#get('/adoption/funnel', { ...query }, signal);
  }

  trend(query: TrendQuery, signal?: AbortSignal): Promise<AdoptionTrend> {
    return this.#get('/adoption/trend', { ...query }, signal);
  }

  declare(body: DeclarationRequest): Promise<DeclarationAnswer> {
    return this.#send('PUT', '/declarations', body);
  }

  answerRelevance(body: RelevanceRequest): Promise<void> {
    return this.#send('PUT', '/declarations/relevance', body);
  }

  voidDecision(body: VoidDecisionRequest): Promise<void> {
    return this.#send('POST', '/adoption/decisions/void', body);
  }

  act(body: NeedActionRequest): Promise<void> {
    return this.#send('POST', '/adoption/needs/actions', body);
  }

  ask(body: OnboardingRequestBody): Promise<OnboardingRequest> {
    return this.#send('POST', '/onboarding-requests', body);
  }

  change(id: string, body: OnboardingChange): Promise<OnboardingRequest> {
    return this.#send(
      'PATCH',
      `/onboarding-requests/${encodeURIComponent(id)}`,
      body,
    );
  }

  async #get<T>(
    path: string,
    values: Values,
    signal?: AbortSignal,
  ): Promise<T> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined && value !== '') search.set(name, String(value));
    }
    const text = search.toString();
    return this.#fetch(text ? `${path}?${text}` : path, { signal });
  }

  async #send<T>(method: string, path: string, body: object): Promise<T> {
    return this.#fetch(path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async #fetch<T>(path: string, init: RequestInit): Promise<T> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('insights');
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, init);
    if (!response.ok) throw await ResponseError.fromResponse(response);
    // 204 has no body, and what it answers is void.
    return response.status === 204 ? (undefined as T) : response.json();
  }
}
