import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  Annotation,
  AnnotationState,
  LargestLosses,
  LossDetail,
  LossPhase,
  NewAnnotation,
  TeamLosses,
} from '@mli/plugin-insights-common';

export interface LossPlace {
  team: string;
  stage: string;
  phase: LossPhase;
}

export interface AnnotationQuery {
  team?: string;
  from?: string;
  to?: string;
  mine?: boolean;
  withdrawn?: boolean;
}

type Values = Record<string, string | boolean | undefined>;

/** Where weeks go, and what people say about them. Answers are trusted to be what the back end's schemas say. */
export class LossesClient {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  ofUnit(team: string, signal?: AbortSignal): Promise<TeamLosses> {
    return this.#json('/losses', { query: { team }, signal });
  }

  largest(
    department: string | undefined,
    signal?: AbortSignal,
  ): Promise<LargestLosses> {
    return this.#json('/losses', { query: { department }, signal });
  }

  async csv(query: { team?: string; department?: string }): Promise<Blob> {
    const response = await this.#send('/losses', {
      query: { ...query, format: 'csv' },
    });
    return response.blob();
  }

  detail(place: LossPlace, signal?: AbortSignal): Promise<LossDetail> {
    return this.#json('/losses/detail', { query: { ...place }, signal });
  }

  async annotations(
    query: AnnotationQuery,
    signal?: AbortSignal,
  ): Promise<Annotation[]> {
    const page: { items: Annotation[] } = await this.#json('/annotations', {
      query: { ...query },
      signal,
    });
    return page.items;
  }

  annotate(draft: NewAnnotation): Promise<Annotation> {
    return this.#json('/annotations', { method: 'POST', body: draft });
  }

  answer(
    id: string,
    body: { state: AnnotationState; answer?: string },
  ): Promise<Annotation> {
    return this.#json(`/annotations/${encodeURIComponent(id)}/answer`, {
      method: 'PUT',
      body,
    });
  }

  withdraw(id: string, withdrawn: boolean): Promise<Annotation> {
    return this.#json(`/annotations/${encodeURIComponent(id)}/withdrawn`, {
      method: 'PUT',
      body: { withdrawn },
    });
  }

  async #json<T>(path: string, request: RequestOptions): Promise<T> {
    const response = await this.#send(path, request);
    return response.json();
  }

  async #send(path: string, request: RequestOptions): Promise<Response> {
    const { query = {}, body, method = 'GET', signal } = request;
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') search.set(name, String(value));
    }
    const baseUrl = await this.#discoveryApi.getBaseUrl('insights');
    const text = search.toString();
    const suffix = text ? `?${text}` : '';
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}${suffix}`, {
      method,
      signal,
      ...(body === undefined
        ? {}
        : {
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(body),
          }),
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response;
  }
}

interface RequestOptions {
  query?: Values;
  method?: 'GET' | 'POST' | 'PUT';
  body?: unknown;
  signal?: AbortSignal;
}
