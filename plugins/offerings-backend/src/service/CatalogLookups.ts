import { AuthService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import {
  ANNOTATION_EDIT_URL,
  ANNOTATION_LOCATION,
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_EXPERIMENTS,
  ANNOTATION_JOBS,
  ANNOTATION_REGISTRATION,
  ANNOTATION_REGISTRATION_VERSION,
  ANNOTATION_REPOSITORIES,
  ExistingComponent,
  OFFERING_KIND,
  parseListAnnotation,
  PORTAL_LOCATION_TYPE,
} from '@mli/plugin-offerings-common';
import { streamCatalog } from '@mli/plugin-ml-platform-node';

export interface CatalogGroup {
  readonly ref: string;
  readonly title: string;
  readonly type?: string;
}

export interface CatalogOffering {
  readonly ref: string;
  readonly title: string;
  readonly stages: string[];
}

/** What the catalog has under a ref of interest. */
export interface CatalogComponent extends ExistingComponent {
  /** The registration it comes from, where the portal provides it. */
  readonly registration?: { readonly id: string; readonly version: number };
  readonly location: string;
  readonly editUrl?: string;
}

const NAME_FIELDS = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'metadata.title',
];
const COMPONENT_FIELDS = [
  ...NAME_FIELDS,
  'spec.owner',
  `metadata.annotations.${ANNOTATION_JOBS}`,
  `metadata.annotations.${ANNOTATION_REPOSITORIES}`,
  `metadata.annotations.${ANNOTATION_EXPERIMENTS}`,
  `metadata.annotations.${ANNOTATION_REGISTRATION}`,
  `metadata.annotations.${ANNOTATION_REGISTRATION_VERSION}`,
  `metadata.annotations.${ANNOTATION_LOCATION}`,
  `metadata.annotations.${ANNOTATION_EDIT_URL}`,
];

/** Refs in one question to the catalog. */
const REFS_AT_ONCE = 500;

/**
 * The catalog as the portal itself sees it; answers to people leave out what they may not see. Lists are kept for a
 * few seconds, because a form asks with every pause in typing; single refs are always looked up.
 */
export class CatalogLookups {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #lists = new Map<
    string,
    { until: number; list: Promise<unknown> }
  >();
  readonly #keepMilliseconds: number;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    keepMilliseconds?: number;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#keepMilliseconds = options.keepMilliseconds ?? 15_000;
  }

  async groups(): Promise<ReadonlyMap<string, CatalogGroup>> {
    return await this.#kept('groups', async () => {
      const groups = new Map<string, CatalogGroup>();
      const fields = [...NAME_FIELDS, 'spec.type', 'spec.profile.displayName'];
      for await (const entity of this.#stream({ kinds: ['Group'], fields })) {
        const ref = stringifyEntityRef(entity);
        const type = text(entity.spec?.type);
        groups.set(ref, { ref, title: titleOf(entity), type });
      }
      return groups;
    });
  }

  async offerings(): Promise<ReadonlyMap<string, CatalogOffering>> {
    return await this.#kept('offerings', async () => {
      const offerings = new Map<string, CatalogOffering>();
      const fields = [...NAME_FIELDS, 'spec.stages'];
      for await (const entity of this.#stream({
        kinds: [OFFERING_KIND],
        fields,
      })) {
        const ref = stringifyEntityRef(entity);
        const stages: unknown[] = Array.isArray(entity.spec?.stages)
          ? entity.spec.stages
          : [];
        offerings.set(ref, {
          ref,
          title: titleOf(entity),
          stages: stages.flatMap(stage => text(stage) ?? []),
        });
      }
      return offerings;
    });
  }

  /** Components that say which jobs, repositories or experiments are theirs. */
  async claimingComponents(): Promise<readonly CatalogComponent[]> {
    return await this.#kept('components', async () => {
      const components = new Map<string, CatalogComponent>();
      for (const annotation of [
        ANNOTATION_JOBS,
        ANNOTATION_REPOSITORIES,
        ANNOTATION_EXPERIMENTS,
      ]) {
        const entities = this.#stream({
          kinds: ['Component'],
          fields: COMPONENT_FIELDS,
          filter: {
            [`metadata.annotations.${annotation}`]: CATALOG_FILTER_EXISTS,
          },
        });
        for await (const entity of entities) {
          components.set(stringifyEntityRef(entity), toComponent(entity));
        }
      }
      return [...components.values()];
    });
  }

  async componentsByRef(
    refs: readonly string[],
  ): Promise<ReadonlyMap<string, CatalogComponent>> {
    const found = new Map<string, CatalogComponent>();
    const credentials = await this.#auth.getOwnServiceCredentials();
    for (let start = 0; start < refs.length; start += REFS_AT_ONCE) {
      const { items } = await this.#catalog.getEntitiesByRefs(
        {
          entityRefs: refs.slice(start, start + REFS_AT_ONCE),
          fields: COMPONENT_FIELDS,
        },
        { credentials },
      );
      for (const entity of items) {
        if (entity) {
          const component = toComponent(entity);
          found.set(component.ref, component);
        }
      }
    }
    return found;
  }

  async *#stream(options: Parameters<typeof streamCatalog>[2]) {
    const credentials = await this.#auth.getOwnServiceCredentials();
    yield* streamCatalog(this.#catalog, credentials, options);
  }

  /** Several who ask at once wait for one answer; a failed one is not kept. */
  async #kept<T>(name: string, load: () => Promise<T>): Promise<T> {
    const kept = this.#lists.get(name);
    if (kept && kept.until > Date.now()) {
      return (await kept.list) as T; // each name has one type
    }
    const list = load();
    this.#lists.set(name, {
      until: Date.now() + this.#keepMilliseconds,
      list,
    });
    list.catch(() => this.#lists.delete(name));
    return await list;
  }
}

function toComponent(entity: Entity): CatalogComponent {
  const annotations = entity.metadata.annotations ?? {};
  const location = annotations[ANNOTATION_LOCATION] ?? '';
  const id = annotations[ANNOTATION_REGISTRATION];
  const ours = location.startsWith(`${PORTAL_LOCATION_TYPE}:`);
  return {
    ref: stringifyEntityRef(entity),
    title: entity.metadata.title,
    owner: ownerRef(entity),
    jobs: parseListAnnotation(entity, ANNOTATION_JOBS),
    repositories: parseListAnnotation(entity, ANNOTATION_REPOSITORIES),
    experiments: parseListAnnotation(entity, ANNOTATION_EXPERIMENTS),
    location,
    editUrl: annotations[ANNOTATION_EDIT_URL],
    ...(ours && id
      ? {
          registration: {
            id,
            version: Number(annotations[ANNOTATION_REGISTRATION_VERSION]),
          },
        }
      : {}),
  };
}

function ownerRef(entity: Entity): string | undefined {
  const owner = text(entity.spec?.owner);
  try {
    return owner
      ? stringifyEntityRef(
          parseEntityRef(owner, {
            defaultKind: 'group',
            defaultNamespace: entity.metadata.namespace ?? 'default',
          }),
        )
      : undefined;
  } catch {
    return undefined;
  }
}

function titleOf(entity: Entity): string {
  const profile: unknown = entity.spec?.profile;
  const name =
    typeof profile === 'object' && profile !== null
      ? text(Reflect.get(profile, 'displayName'))
      : undefined;
  return name ?? entity.metadata.title ?? entity.metadata.name;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}
