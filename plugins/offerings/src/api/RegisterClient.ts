import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  BulkRequest,
  Registration,
  RegistrationDraft,
} from '@mli/plugin-offerings-common';
import { MatchRequest, RegisterApi } from './RegisterApi';

export class RegisterClient implements RegisterApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async scope() {
    return (await this.#get('/register-scope')).json();
  }

  async claims(team: string) {
    return (await this.#get(`/claims?team=${encodeURIComponent(team)}`)).json();
  }

  async matches(request: MatchRequest) {
    return await this.#post('/claims/matches', request);
  }

  async validate(draft: RegistrationDraft, id?: string) {
    return await this.#post('/registrations/validate', { draft, id });
  }

  async list(query: { mine?: boolean; team?: string }) {
    const items: Registration[] = [];
    let cursor: string | undefined;
    do {
      const search = new URLSearchParams({ limit: '200' });
      if (query.mine) search.set('mine', 'true');
      if (query.team) search.set('team', query.team);
      if (cursor) search.set('cursor', cursor);
      const page = await (await this.#get(`/registrations?${search}`)).json();
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }

  async get(id: string) {
    return (await this.#get(`/registrations/${encodeURIComponent(id)}`)).json();
  }

  async register(
    draft: RegistrationDraft,
    options: { acceptDuplicates: boolean },
  ) {
    return await this.#post('/registrations', { draft, ...options });
  }

  async edit(
    id: string,
    change: {
      draft: RegistrationDraft;
      version: number;
      acceptDuplicates: boolean;
    },
  ) {
    const path = `/registrations/${encodeURIComponent(id)}`;
    return await this.#send('PUT', path, change);
  }

  async retire(id: string) {
    return await this.#post(`/registrations/${encodeURIComponent(id)}/retire`);
  }

  async restore(id: string) {
    return await this.#post(`/registrations/${encodeURIComponent(id)}/restore`);
  }

  async history(id: string) {
    const path = `/registrations/${encodeURIComponent(id)}/history`;
    return (await (await this.#get(path)).json()).items;
  }

  async exportYaml(id: string) {
    const path = `/registrations/${encodeURIComponent(id)}/entity.yaml`;
    return (await this.#get(path)).text();
  }

  async handOver(id: string, to: string, message: string) {
    const path = `/registrations/${encodeURIComponent(id)}/hand-over`;
    return await this.#post(path, { to, message });
  }

  async handOvers() {
    return (await (await this.#get('/hand-overs')).json()).items;
  }

  async decide(
    id: string,
    decision: 'accept' | 'decline' | 'withdraw',
    reason?: string,
  ) {
    const path = `/hand-overs/${encodeURIComponent(id)}/${decision}`;
    return await this.#post(path, reason ? { reason } : {});
  }

  async importedFiles() {
    return (await (await this.#get('/imported-files')).json()).items;
  }

  async removeImportedFile(id: string) {
    const path = `/imported-files/${encodeURIComponent(id)}`;
    await this.#fetch(path, { method: 'DELETE' });
  }

  async bulk(request: BulkRequest) {
    return await this.#post('/registrations/bulk', request);
  }

  async #get(path: string): Promise<Response> {
    return await this.#fetch(path, {});
  }

  async #post(path: string, body: object = {}) {
    return await this.#send('POST', path, body);
  }

  async #send(method: string, path: string, body: object) {
    const response = await this.#fetch(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return await response.json();
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('offerings');
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, init);
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response;
  }
}
