import { LoggerService } from '@backstage/backend-plugin-api';
import {
  RegistrationStore,
  StoredRegistration,
} from '../store/RegistrationStore';
import { CatalogLookups } from './CatalogLookups';

/** Who changes a registration when nobody does: the portal itself. */
const PORTAL = 'plugin:offerings';

/** Sees when a component that was registered in the portal comes from somewhere else, and leaves it to that. */
export class GitTakeover {
  readonly #logger: LoggerService;
  readonly #lookups: CatalogLookups;
  readonly #store: RegistrationStore;

  constructor(options: {
    logger: LoggerService;
    lookups: CatalogLookups;
    store: RegistrationStore;
  }) {
    this.#logger = options.logger;
    this.#lookups = options.lookups;
    this.#store = options.store;
  }

  /** The registrations as they are after a look into the catalog; one question to it, however many they are. */
  async settle(
    registrations: readonly StoredRegistration[],
  ): Promise<StoredRegistration[]> {
    const active = registrations.filter(({ state }) => state === 'active');
    if (active.length === 0) {
      return [...registrations];
    }
    const components = await this.#lookups.componentsByRef(
      active.map(({ ref }) => ref),
    );
    const settled = new Map<string, StoredRegistration>();
    for (const registration of active) {
      const component = components.get(registration.ref);
      if (component && !component.registration) {
        const taken = await this.#handOverToGit(registration, {
          location: component.location || 'unknown:unknown',
          editUrl: httpsUrl(component.editUrl) ?? fileOf(component.location),
        });
        settled.set(registration.id, taken);
      }
    }
    return registrations.map(each => settled.get(each.id) ?? each);
  }

  async settleAll(): Promise<void> {
    await this.settle(await this.#store.find({ states: ['active'] }));
  }

  async #handOverToGit(
    { id }: StoredRegistration,
    git: { location: string; editUrl?: string },
  ): Promise<StoredRegistration> {
    const act = { author: PORTAL, at: new Date() };
    const taken = await this.#store.write(async writer => {
      const [now] = await writer.find({ ids: [id] });
      if (now?.state !== 'active') {
        return now;
      }
      await writer.withdrawHandOvers(id, act);
      return await writer.change(
        now,
        { action: 'taken over by Git', state: 'in-git', git },
        act,
      );
    });
    if (!taken) {
      throw new Error(`The registration ${id} has gone while it was read`);
    }
    this.#logger.info('Git describes a component that was registered here', {
      component: taken.ref,
      location: git.location,
    });
    return taken;
  }
}

function fileOf(location: string): string | undefined {
  return httpsUrl(location.replace(/^url:/, ''));
}

function httpsUrl(text: string | undefined): string | undefined {
  return text && /^https:\/\//i.test(text) && URL.canParse(text)
    ? text
    : undefined;
}
