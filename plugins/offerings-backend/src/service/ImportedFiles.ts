import { AuthService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import {
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { VisibleEntities } from '@mli/plugin-ml-platform-node';
import { groupRef, ImportedFile } from '@mli/plugin-offerings-common';
import { Viewer } from './Access';
import { refuseTeam } from './refusals';

const FIELDS = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'spec.owner',
  `metadata.annotations.${ANNOTATION_ORIGIN_LOCATION}`,
];
const ORIGIN_FILTER = `metadata.annotations.${ANNOTATION_ORIGIN_LOCATION}`;
/** Addresses in one question to the catalog. */
const ORIGINS_AT_ONCE = 100;
/** A file that describes more shows that many. */
const MOST_SHOWN = 50;

interface Described {
  readonly ref: string;
  /** Undefined where nobody owns it. */
  readonly owner?: string;
}

/**
 * Addresses of catalog-info.yaml files that people imported. The catalog asks one permission for all of them
 * (`catalog.location.delete`), whoever owns what they describe; here those may take one away to whose teams all of it
 * belongs (docs/adr/0041).
 */
export class ImportedFiles {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #visible: VisibleEntities;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    visible: VisibleEntities;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#visible = options.visible;
  }

  /** Those that describe something of the viewer's teams. */
  async list(viewer: Viewer): Promise<ImportedFile[]> {
    if (viewer.groups.length === 0) return [];
    const own = await this.#describedWhere({
      'relations.ownedBy': [...viewer.groups],
      [ORIGIN_FILTER]: CATALOG_FILTER_EXISTS,
    });
    const origins = [...own.keys()].filter(origin => origin.startsWith('url:'));
    if (origins.length === 0) return [];
    const credentials = await this.#auth.getOwnServiceCredentials();
    const [{ items: locations }, described, visible] = await Promise.all([
      this.#catalog.getLocations({}, { credentials }),
      this.#describedBy(origins),
      this.#visible.visibleRefs(viewer.credentials, 'Component'),
    ]);
    return locations.flatMap(({ id, type, target }) => {
      const all = described.get(`${type}:${target}`);
      if (!all) return [];
      const shown = all.filter(
        ({ ref }) =>
          !ref.startsWith('component:') ||
          visible === 'all' ||
          visible.has(ref),
      );
      return {
        id,
        url: target,
        entities: shown.map(({ ref }) => ref).slice(0, MOST_SHOWN),
        owners: ownersOf(shown),
        canRemove: mayRemove(viewer, all),
      };
    });
  }

  /** @throws NotFoundError, InputError, NotAllowedError with who can */
  async remove(viewer: Viewer, id: string): Promise<{ url: string }> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    // Asked for one by an id that is none of its own, the catalog answers 500.
    const { items } = await this.#catalog.getLocations({}, { credentials });
    const location = items.find(item => item.id === id);
    if (!location) {
      throw new NotFoundError(
        `No imported file has the id '${id.slice(0, 60)}'.`,
      );
    }
    const { type, target } = location;
    if (type !== 'url') {
      throw new InputError(
        `${target} was not imported by anybody: the configuration of the portal names it.`,
      );
    }
    const origin = `${type}:${target}`;
    const described = (await this.#describedBy([origin])).get(origin) ?? [];
    if (!mayRemove(viewer, described)) {
      const owners = ownersOf(described);
      throw refuseTeam(
        `take ${target} out of the catalog`,
        owners.length > 0
          ? `It describes components of ${owners.join(', ')}. Somebody who is in all of these teams can, and so can MLI leads.`
          : 'Nobody owns what it describes, so only MLI leads can.',
      );
    }
    await this.#catalog.removeLocationById(id, { credentials });
    return { url: target };
  }

  async #describedBy(origins: readonly string[]) {
    const all = new Map<string, Described[]>();
    for (let start = 0; start < origins.length; start += ORIGINS_AT_ONCE) {
      const some = await this.#describedWhere({
        [ORIGIN_FILTER]: origins.slice(start, start + ORIGINS_AT_ONCE),
      });
      some.forEach((described, origin) => all.set(origin, described));
    }
    return all;
  }

  /** Entities by the address they came from, as the portal itself sees them; files themselves are no entities. */
  async #describedWhere(
    filter: Record<string, string | symbol | (string | symbol)[]>,
  ): Promise<Map<string, Described[]>> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const pages = this.#catalog.streamEntities(
      { filter, fields: FIELDS },
      { credentials },
    );
    const found = new Map<string, Described[]>();
    for await (const page of pages) {
      for (const entity of page) {
        const origin =
          entity.metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
        if (!origin || entity.kind === 'Location') continue;
        const described = found.get(origin) ?? [];
        described.push({
          ref: stringifyEntityRef(entity),
          owner: ownerOf(entity),
        });
        found.set(origin, described);
      }
    }
    return found;
  }
}

function ownerOf(entity: Entity): string | undefined {
  const namespace = entity.metadata.namespace ?? 'default';
  return groupRef(entity.spec?.owner, namespace)?.ref;
}

function ownersOf(described: readonly Described[]): string[] {
  return [...new Set(described.flatMap(({ owner }) => owner ?? []))].sort();
}

function mayRemove(viewer: Viewer, described: readonly Described[]): boolean {
  if (viewer.any) return true;
  return (
    described.length > 0 &&
    described.every(
      ({ owner }) => owner !== undefined && viewer.mayWriteFor(owner),
    )
  );
}
