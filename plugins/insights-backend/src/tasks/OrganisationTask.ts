import { LoggerService } from '@backstage/backend-plugin-api';
import { OrganisationService } from '../organisation/OrganisationService';
import { OrganisationStore } from '../organisation/OrganisationStore';
import { Reattribution } from '../organisation/Reattribution';
import { singleFlight } from './singleFlight';

/**
 * Subjects first seen within this time are decided once more in every round: the back end that decided about them
 * may not have known the newest organisation yet.
 */
const RECENT_SECONDS = 300;

export interface OrganisationTaskOptions {
  readonly service: OrganisationService;
  readonly store: OrganisationStore;
  readonly reattribution: Reattribution;
  /** Gives earlier runs to people who are known only now. */
  readonly lateActors?: { resolve(): Promise<number>; follow(): Promise<void> };
  /** Finishes erasing people. */
  readonly erasure?: { sweep(): Promise<void> };
  /** Throws where the keys of people were changed by another back end. */
  readonly checkKeys?: () => Promise<void>;
  readonly logger: LoggerService;
}

/** Brings the organisation up to date, and every decision with it. */
export class OrganisationTask {
  readonly #options: OrganisationTaskOptions;
  readonly #run: () => Promise<void>;

  constructor(options: OrganisationTaskOptions) {
    this.#options = options;
    this.#run = singleFlight(async () => await this.#work());
  }

  /** One round; the promise is of a round that begins after the call. */
  async run(): Promise<void> {
    await this.#run();
  }

  /** Says that something in the catalog changed; answers at once. */
  poke(): void {
    this.#run().catch(error =>
      this.#options.logger.warn(
        'The organisation could not be read from the catalog; what was known before holds until the next round',
        error instanceof Error ? error : { error: String(error) },
      ),
    );
  }

  async #work(): Promise<void> {
    const { service, store, reattribution, lateActors } = this.#options;
    await this.#options.checkKeys?.();
    await service.refresh();
    await this.#options.erasure?.sweep();
    await lateActors?.follow();
    // Before decisions are taken again: whose a run is decides whose team's it is.
    await lateActors?.resolve();
    const { version } = service;
    const owed = await store.owedVersion();
    if (owed === undefined) {
      await reattribution.run(new Date(), {
        seenWithinSeconds: RECENT_SECONDS,
      });
    } else {
      await reattribution.run(new Date());
      await store.markDecided(version);
    }
  }
}
