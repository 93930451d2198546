import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { OrganisationAttributor } from '../core/attribution/OrganisationAttributor';
import { PortalPattern } from '../core/attribution/PortalPatterns';
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
  /** The patterns that people added in the portal and did not undo. */
  readonly readPatterns?: () => Promise<readonly PortalPattern[]>;
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
    this.#attributor = this.#attributorOf(EMPTY_ORGANISATION, []);
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

  /** The rules over the organisation known now, had people said this; for showing what a pattern would do. */
  attributorWith(portalPatterns: readonly PortalPattern[]): Attributor {
    return this.#attributorOf(this.#organisation, portalPatterns);
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
    // after readAt, so that a save that read fewer of them is outdated
    const patterns = await this.#readPatterns();
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
      digest: digestOf(this.#options.grantedTo, patterns),
    });
    if (saved.status === 'saved') {
      this.#take(saved.version, organisation, patterns);
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
      this.#take(version, organisation, await this.#readPatterns());
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

  #take(
    version: number,
    organisation: Organisation,
    patterns: readonly PortalPattern[],
  ): void {
    this.#version = version;
    this.#organisation = organisation;
    this.#attributor = this.#attributorOf(organisation, patterns);
  }

  async #readPatterns(): Promise<readonly PortalPattern[]> {
    return (await this.#options.readPatterns?.()) ?? [];
  }

  #attributorOf(
    organisation: Organisation,
    portalPatterns: readonly PortalPattern[],
  ): OrganisationAttributor {
    return new OrganisationAttributor(organisation, {
      grantedTo: this.#options.grantedTo,
      portalPatterns,
    });
  }
}

/** Changes whenever configuration or patterns that take part in decisions do. */
function digestOf(
  grantedTo: ReadonlyMap<string, readonly string[]>,
  patterns: readonly PortalPattern[],
): string {
  const sorted = [...grantedTo]
    .map(([source, groups]) => [source, [...groups].sort()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(
      JSON.stringify([
        RULES_VERSION,
        sorted,
        ...(patterns.length > 0 ? [patterns.map(({ id }) => id).sort()] : []),
      ]),
    )
    .digest('hex');
}
