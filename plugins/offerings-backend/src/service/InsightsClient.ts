import {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { ClaimsResponse, JobMatches } from '@mli/plugin-insights-common';

export interface MatchQuery {
  readonly team: string;
  /** The component that is being edited. */
  readonly component?: string;
  readonly jobs: readonly string[];
  readonly repositories: readonly string[];
  readonly experiments: readonly string[];
}

/** Asks insights as the caller, so that insights decides what the caller may see. */
export class InsightsClient {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  async claims(
    credentials: BackstageCredentials,
    team: string,
  ): Promise<ClaimsResponse> {
    return await this.#json(credentials, {
      path: `/claims?team=${encodeURIComponent(team)}`,
    });
  }

  async matches(
    credentials: BackstageCredentials,
    query: MatchQuery,
  ): Promise<JobMatches> {
    const { team, component, jobs, repositories, experiments } = query;
    const patterns = [
      ...jobs.map(glob => ({ field: 'job', glob })),
      ...repositories.map(glob => ({ field: 'repository', glob })),
      ...experiments.map(glob => ({ field: 'experiment', glob })),
    ].filter(({ glob }) => glob.trim() !== '');
    return await this.#json(credentials, {
      path: '/claims/matches',
      body: { team, component, patterns },
    });
  }

  async refreshOrganisation(): Promise<void> {
    await this.#json(await this.#auth.getOwnServiceCredentials(), {
      path: '/organisation/refresh',
      body: {},
    });
  }

  async #json<T>(
    onBehalfOf: BackstageCredentials,
    { path, body }: { path: string; body?: unknown },
  ): Promise<T> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf,
      targetPluginId: 'insights',
    });
    const baseUrl = await this.#discovery.getBaseUrl('insights');
    const response = await fetch(`${baseUrl}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return await response.json();
  }
}
