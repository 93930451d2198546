import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { CatalogLookups } from '../service/CatalogLookups';
import { InsightsClient } from '../service/InsightsClient';
import { StoredRegistration } from '../store/RegistrationStore';

const LOOK_EVERY_MS = 400;
const PATIENCE_MS = 30_000;

/**
 * Attribution reads the catalog, which is a second behind what is written here. After a write this waits until the
 * catalog has it, and then tells insights to read again. What it misses, the reading of every minute finds.
 */
export class CatalogFollower {
  readonly #insights: InsightsClient;
  readonly #logger: LoggerService;
  readonly #lookups: CatalogLookups;
  readonly #waiting = new Map<string, StoredRegistration>();
  #until = 0;
  #running = false;
  #stopped = false;

  constructor(options: {
    insights: InsightsClient;
    logger: LoggerService;
    lookups: CatalogLookups;
  }) {
    this.#insights = options.insights;
    this.#logger = options.logger;
    this.#lookups = options.lookups;
  }

  /** Answers at once. */
  expect(written: StoredRegistration): void {
    this.#waiting.set(written.ref, written);
    this.#until = Date.now() + PATIENCE_MS;
    if (!this.#running && !this.#stopped) {
      this.#running = true;
      this.#follow()
        .catch(error =>
          this.#logger.warn(
            'Insights could not be told about a registration; it reads the catalog every minute anyway',
            error instanceof Error ? error : { error: String(error) },
          ),
        )
        .finally(() => {
          this.#running = false;
        });
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #follow(): Promise<void> {
    while (this.#waiting.size > 0 && !this.#stopped) {
      await setTimeout(LOOK_EVERY_MS);
      const components = await this.#lookups.componentsByRef([
        ...this.#waiting.keys(),
      ]);
      for (const [ref, written] of this.#waiting) {
        const seen = components.get(ref)?.registration;
        const arrived =
          written.state === 'active'
            ? seen?.id === written.id && seen.version >= written.version
            : seen === undefined;
        if (arrived || Date.now() > this.#until) {
          this.#waiting.delete(ref);
        }
      }
    }
    if (!this.#stopped) {
      await this.#insights.refreshOrganisation();
    }
  }
}
