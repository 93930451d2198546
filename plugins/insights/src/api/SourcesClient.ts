import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
// Types only: the zod schemas behind them stay out of the browser's bundle.
import type {
  AddedPattern,
  PatternPreview,
  PatternRequest,
  PortalPatternRecord,
  PullAnswer,
  QuarantinedItem,
  QuarantineSummary,
  RedriveRequest,
  RedriveResponse,
  SourceList,
  UnattributedJob,
} from '@mli/plugin-insights-common';

export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

type Parameters = Record<string, string | undefined>;

/** What those who look after sources ask of `/api/insights`. */
export class SourcesClient {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async listSources(days: number): Promise<SourceList> {
    return this.#get('/sources', { days: String(days) });
  }

  async summariseQuarantine(): Promise<QuarantineSummary> {
    return this.#get('/quarantine/summary', {});
  }

  async listQuarantine(filter: Parameters): Promise<Page<QuarantinedItem>> {
    return this.#get('/quarantine', filter);
  }

  /** Goes on until all that match were tried. */
  async redrive(request: RedriveRequest): Promise<RedriveResponse['results']> {
    const results: RedriveResponse['results'] = [];
    let cursor: string | undefined;
    do {
      const answer: RedriveResponse = await this.#send(
        'POST',
        '/quarantine/redrive',
        { ...request, cursor },
      );
      results.push(...answer.results);
      cursor = answer.nextCursor;
    } while (cursor !== undefined);
    return results;
  }

  async pullNow(name: string): Promise<PullAnswer> {
    return this.#send('POST', `/sources/${encodeURIComponent(name)}/pull`);
  }

  async listUnattributed(filter: Parameters): Promise<Page<UnattributedJob>> {
    return this.#get('/unattributed', filter);
  }

  async listPatterns(): Promise<Page<PortalPatternRecord>> {
    return this.#get('/patterns', {});
  }

  async previewPattern(request: PatternRequest): Promise<PatternPreview> {
    return this.#send('POST', '/patterns/preview', request);
  }

  async addPattern(request: PatternRequest): Promise<AddedPattern> {
    return this.#send('POST', '/patterns', request);
  }

  async undoPattern(id: string): Promise<AddedPattern> {
    return this.#send('DELETE', `/patterns/${encodeURIComponent(id)}`);
  }

  async #get<T>(path: string, parameters: Parameters): Promise<T> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      if (value) search.set(name, value);
    }
    const text = search.toString();
    return this.#send('GET', text ? `${path}?${text}` : path);
  }

  async #send<T>(method: string, path: string, body?: object): Promise<T> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('insights');
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, {
      method,
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response.json();
  }
}
