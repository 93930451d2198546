import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { OrganisationAttributor } from '../core/attribution/OrganisationAttributor';
import {
  AttributionDecision,
  AttributionSubject,
  Attributor,
} from '../core/attribution/types';
import { countChanges, diffOrganisations } from '../core/organisation/diff';
import { EMPTY_ORGANISATION } from '../core/organisation/records';
import { AccountKind, Organisation } from '../core/organisation/types';
import { OrganisationReader } from './CatalogOrganisationReader';
import { OrganisationStore } from './OrganisationStore';

export interface OrganisationServiceOptions {
  readonly store: OrganisationStore;
  readonly reader: OrganisationReader;
  readonly logger: LoggerService;
  /** Source name -> refs of groups, `insights.sources[].grantedTo`. */
  readonly grantedTo: ReadonlyMap<string, readonly string[]>;
  /**
   * The very first reading is taken when two of them, this far apart, are the same: what a catalog decides that is
   * still being filled would hold for the whole past.
   */
  readonly firstReadingPauseMs: number;
}

export interface RefreshResult {
  readonly status: 'unchanged' | 'outdated' | 'saved' | 'empty';
  readonly version: number;
}

/** Grows with every change to the rules of core/attribution, so that everything is decided again by them. */
const RULES_VERSION = 1;

/** How often to look for a first reading that holds still, before taking what there is. */
const FIRST_READINGS = 60;

/**
 * The organisation as it is known now, in memory, and the decisions that follow from it.
 *
 * It is loaded from the tables at the start, so that attribution does not wait for the catalog; `refresh` reads the
 * catalog and writes what changed, `follow` takes over what another back end wrote.
 */
export class OrganisationService implements Attributor {
  readonly #options: OrganisationServiceOptions;
  readonly #digest: string;
  #version = 0;
  #organisation = EMPTY_ORGANISATION;
  #attributor: OrganisationAttributor;

  static async create(
    options: OrganisationServiceOptions,
  ): Promise<OrganisationService> {
    const service = new OrganisationService(options);
    await service.follow();
    return service;
  }

  private constructor(options: OrganisationServiceOptions) {
    this.#options = options;
    this.#digest = digestOf(options.grantedTo);
    this.#attributor = this.#attributorOf(EMPTY_ORGANISATION);
  }

  /** 0 until an organisation was read for the first time ever. */
  get version(): number {
    return this.#version;
  }

  get organisation(): Organisation {
    return this.#organisation;
  }

  decide(subjects: readonly AttributionSubject[]): AttributionDecision[] {
    return this.#attributor.decide(subjects);
  }

  /** Whose login this is: hex in, hex out; both as `hashActor` makes them. */
  findAccount(
    aliasHash: string,
  ): { readonly actorHash: string; readonly kind: AccountKind } | undefined {
    return this.#organisation.aliases.get(aliasHash);
  }

  /** Reads the catalog and writes what is different, for all back ends. */
  async refresh(): Promise<RefreshResult> {
    const { store, reader, logger } = this.#options;
    await this.follow();
    let readAt = await store.now();
    let organisation = await reader.read();
    if (this.#version === 0) {
      ({ readAt, organisation } = await this.#waitForCatalog(organisation));
    }
    if (organisation.units.size === 0) {
      // an empty catalog is one that is not filled yet, or one that was lost; neither dissolves the organisation
      if (this.#organisation.units.size > 0) {
        logger.warn(
          'The catalog holds no groups; the organisation known before is kept. Check that the catalog is up and has its locations.',
        );
      }
      return { status: 'empty', version: this.#version };
    }
    const saved = await store.save({
      organisation,
      readAt,
      digest: this.#digest,
    });
    if (saved.status === 'saved') {
      this.#take(saved.version, organisation);
      logger.info('The organisation changed', {
        version: saved.version,
        changes: countChanges(saved.diff),
      });
    }
    return { status: saved.status, version: this.#version };
  }

  /** Takes over what another back end wrote; one query when there is nothing. */
  async follow(): Promise<void> {
    const { store } = this.#options;
    if ((await store.latestVersion()) > this.#version) {
      const { version, organisation } = await store.load();
      this.#take(version, organisation);
    }
  }

  /** Reads until two readings are the same. */
  async #waitForCatalog(
    first: Organisation,
  ): Promise<{ readAt: Date; organisation: Organisation }> {
    const { store, reader, firstReadingPauseMs } = this.#options;
    let before = first;
    for (let reading = 1; ; reading++) {
      await setTimeout(firstReadingPauseMs);
      const readAt = await store.now();
      const organisation = await reader.read();
      const changes = countChanges(diffOrganisations(before, organisation));
      if (changes === 0 || reading === FIRST_READINGS) {
        return { readAt, organisation };
      }
      before = organisation;
    }
  }

  #take(version: number, organisation: Organisation): void {
    this.#version = version;
    this.#organisation = organisation;
    this.#attributor = this.#attributorOf(organisation);
  }

  #attributorOf(organisation: Organisation): OrganisationAttributor {
    return new OrganisationAttributor(organisation, {
      grantedTo: this.#options.grantedTo,
    });
  }
}

/** Changes whenever the configuration that takes part in decisions does. */
function digestOf(grantedTo: ReadonlyMap<string, readonly string[]>): string {
  const sorted = [...grantedTo]
    .map(([source, groups]) => [source, [...groups].sort()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([RULES_VERSION, sorted]))
    .digest('hex');
}
