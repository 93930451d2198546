import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { RegistrationClient } from './RegistrationClient';

/** Between two readings, which each wait for a change themselves. */
const POLL_MS = 100;
const FULL_EVERY_MS = 10 * 60_000;
/** After a failure; doubled with each further one. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Gives the catalog what was registered in the portal: everything at the start, then what changed, as soon as it
 * did.
 *
 * @remarks Entities go in without a location key. So a file in Git that describes the same component takes over at
 * once, instead of being refused for as long as the portal has it.
 */
export class RegistrationProvider implements EntityProvider {
  readonly #client: RegistrationClient;
  readonly #logger: LoggerService;
  readonly #stopped = new AbortController();
  #cursor: string | undefined;
  #fullAt = 0;
  #failures = 0;

  constructor(options: { client: RegistrationClient; logger: LoggerService }) {
    this.#client = options.client;
    this.#logger = options.logger;
  }

  getProviderName(): string {
    return 'mli-portal-registrations';
  }

  /** Does not wait for the first reading: the catalog may be up before the back end that answers it. */
  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#follow(connection).catch(error => {
      if (!this.#stopped.signal.aborted) {
        this.#logger.error(
          'Registrations of the portal are not read any more',
          error,
        );
      }
    });
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #follow(connection: EntityProviderConnection): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      let pause = POLL_MS;
      try {
        await this.#once(connection);
        this.#failures = 0;
      } catch (error) {
        pause = this.#pauseAfter(error);
      }
      await setTimeout(pause, undefined, { signal, ref: false });
    }
  }

  async #once(connection: EntityProviderConnection): Promise<void> {
    const after =
      Date.now() - this.#fullAt > FULL_EVERY_MS ? undefined : this.#cursor;
    const { signal } = this.#stopped;
    const { entities, removed, cursor } = await this.#client.read(
      after,
      signal,
    );
    const added = entities.map(entity => ({ entity, locationKey: undefined }));
    if (after === undefined) {
      await connection.applyMutation({ type: 'full', entities: added });
      this.#fullAt = Date.now();
    } else if (Number(cursor) < Number(after)) {
      // The tables are others than before: a restored copy, say.
      this.#fullAt = 0;
    } else if (added.length > 0 || removed.length > 0) {
      await connection.applyMutation({
        type: 'delta',
        added,
        removed: removed.map(entityRef => ({ entityRef })),
      });
      this.#logger.debug('Registrations of the portal changed', {
        added: added.map(({ entity }) => stringifyEntityRef(entity)).join(' '),
        removed: removed.join(' '),
      });
    }
    this.#cursor = cursor;
  }

  #pauseAfter(error: unknown): number {
    this.#failures += 1;
    if (this.#failures === 3) {
      this.#logger.warn(
        'Registrations of the portal cannot be read; the catalog keeps what it has. Check that the offerings back end is up.',
        error instanceof Error ? error : { error: String(error) },
      );
    }
    return Math.min(
      FIRST_PAUSE_MS * 2 ** (this.#failures - 1),
      LONGEST_PAUSE_MS,
    );
  }
}
