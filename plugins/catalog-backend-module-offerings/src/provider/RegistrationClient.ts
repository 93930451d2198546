import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';

export interface ProvidedRegistrations {
  readonly entities: Entity[];
  /** Refs that are not provided any more. */
  readonly removed: string[];
  /** Gives what changed since, when it is given back. */
  readonly cursor: string;
}

/** The answer comes with the next change, or after this. */
const WAIT_SECONDS = 20;

/** Reads what was registered in the portal from the offerings back end. */
export class RegistrationClient {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  async read(
    after: string | undefined,
    signal: AbortSignal,
  ): Promise<ProvidedRegistrations> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'offerings',
    });
    const baseUrl = await this.#discovery.getBaseUrl('offerings');
    const search =
      after === undefined ? '' : `?after=${after}&wait=${WAIT_SECONDS}`;
    const response = await fetch(`${baseUrl}/provided${search}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.any([
        signal,
        AbortSignal.timeout(2_000 * WAIT_SECONDS),
      ]),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return await response.json();
  }
}
