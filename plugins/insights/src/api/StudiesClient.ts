import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  ExtendStudy,
  OfferingEffect,
  PlanRollout,
  RegisterStudy,
  Rollout,
  StudyDetail,
  StudyProposal,
  StudySummary,
  StudyWhatIf,
} from '@mli/plugin-insights-common';
import { StudiesApi } from './StudiesApi';

interface Request {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/** Reads and writes `/api/insights/studies` and `/api/insights/rollouts`. */
export class StudiesClient implements StudiesApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async list(
    query: { offering?: string },
    options: { signal?: AbortSignal } = {},
  ): Promise<StudySummary[]> {
    return await this.#items('/studies', { query, ...options });
  }

  async proposals(
    options: { signal?: AbortSignal } = {},
  ): Promise<StudyProposal[]> {
    return await this.#items('/studies/proposals', options);
  }

  async effects(
    query: { offering?: string },
    options: { signal?: AbortSignal } = {},
  ): Promise<OfferingEffect[]> {
    return await this.#items('/studies/effects', { query, ...options });
  }

  async detail(
    id: string,
    version: number | undefined,
    options: { signal?: AbortSignal } = {},
  ): Promise<StudyDetail> {
    return await this.#json(pathOf(id), { query: { version }, ...options });
  }

  async whatIf(
    id: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<StudyWhatIf> {
    return await this.#json(`${pathOf(id)}/what-if`, options);
  }

  async register(study: RegisterStudy): Promise<StudySummary> {
    return await this.#json('/studies', { body: study });
  }

  async extend(id: string, version: ExtendStudy): Promise<StudySummary> {
    return await this.#json(`${pathOf(id)}/versions`, { body: version });
  }

  async cells(id: string, version: number): Promise<Blob> {
    const response = await this.#send(`${pathOf(id)}/cells`, {
      query: { version, format: 'csv' },
    });
    return await response.blob();
  }

  async rollouts(options: { signal?: AbortSignal } = {}): Promise<Rollout[]> {
    return await this.#items('/rollouts', options);
  }

  async drawRollout(request: PlanRollout): Promise<Rollout> {
    return await this.#json('/rollouts', { body: request });
  }

  async #items<T>(path: string, request: Request): Promise<T[]> {
    const page: { items: T[] } = await this.#json(path, request);
    return page.items;
  }

  async #json<T>(path: string, request: Request): Promise<T> {
    const response = await this.#send(path, request);
    return await response.json();
  }

  async #send(path: string, request: Request): Promise<Response> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) search.set(name, `${value}`);
    }
    const baseUrl = await this.#discoveryApi.getBaseUrl('insights');
    const suffix = search.size > 0 ? `?${search}` : '';
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}${suffix}`, {
      signal: request.signal,
      ...(request.body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request.body),
      }),
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response;
  }
}

function pathOf(id: string): string {
  return `/studies/${encodeURIComponent(id)}`;
}
