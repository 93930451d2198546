import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  ConditionalPolicyDecision,
} from '@backstage/plugin-permission-common';
import { streamCatalog } from '../catalog/streamCatalog';
import { BriefCache } from './BriefCache';
import { VisibleEntities, VisibleRefs } from './VisibleEntities';

const NOTHING: ReadonlySet<string> = new Set();

/** The catalog's answer is kept this long; a change of who may see what takes effect at once (see below). */
const TTL_MILLISECONDS = 20_000;
const MAX_ENTRIES = 500;
/** About 100 bytes a ref. */
const MAX_REFS = 500_000;

export interface DefaultVisibleEntitiesOptions {
  auth: AuthService;
  catalog: CatalogService;
  permissions: PermissionsService;
  now?: () => number;
}

export class DefaultVisibleEntities implements VisibleEntities {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #permissions: PermissionsService;
  readonly #cache: BriefCache<ReadonlySet<string>>;

  constructor(options: DefaultVisibleEntitiesOptions) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#permissions = options.permissions;
    this.#cache = new BriefCache({
      ttlMilliseconds: TTL_MILLISECONDS,
      maxEntries: MAX_ENTRIES,
      maxWeight: MAX_REFS,
      weightOf: refs => refs.size,
      now: options.now,
    });
  }

  async visibleRefs(
    credentials: BackstageCredentials,
    kind: string,
  ): Promise<VisibleRefs> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: catalogEntityReadPermission }],
      { credentials },
    );
    if (decision?.result === AuthorizeResult.ALLOW) {
      return 'all';
    }
    if (decision?.result !== AuthorizeResult.CONDITIONAL) {
      return NOTHING;
    }
    const lowerKind = kind.toLocaleLowerCase('en-US');
    return this.#cache.getOrLoad(
      this.#cacheKey(credentials, lowerKind, decision),
      () => this.#load(credentials, lowerKind),
    );
  }

  /**
   * The decision is asked for every time and its conditions are part of the key: two tokens of one person that
   * carry different group claims never share an entry, and a changed policy is not served from the past.
   */
  #cacheKey(
    credentials: BackstageCredentials,
    kind: string,
    decision: ConditionalPolicyDecision,
  ): string {
    return JSON.stringify([
      kind,
      this.#principalKey(credentials),
      decision.conditions,
    ]);
  }

  #principalKey(credentials: BackstageCredentials): string {
    if (this.#auth.isPrincipal(credentials, 'user')) {
      return `user:${credentials.principal.userEntityRef}`;
    }
    if (this.#auth.isPrincipal(credentials, 'service')) {
      const { subject, accessRestrictions } = credentials.principal;
      return `service:${subject}:${JSON.stringify(accessRestrictions ?? {})}`;
    }
    return 'none';
  }

  async #load(
    credentials: BackstageCredentials,
    kind: string,
  ): Promise<ReadonlySet<string>> {
    const refs = new Set<string>();
    const entities = streamCatalog(this.#catalog, credentials, {
      kinds: [kind],
      fields: ['kind', 'metadata.namespace', 'metadata.name'],
    });
    for await (const entity of entities) {
      refs.add(stringifyEntityRef(entity));
    }
    return refs;
  }
}
