import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { insightsTeamSpeedReadPermission } from '@mli/plugin-insights-common';
import type { VisibleEntities } from '@mli/plugin-ml-platform-node';
import { SCORECARD_KIND } from '@mli/plugin-scorecards-common';

/** What one caller may read: every statement that answers a caller is narrowed by it. */
export interface ReadScope {
  /** Kinds of which the caller sees every entity. */
  readonly openKinds: readonly string[];
  /** Single entities of the other kinds. */
  readonly entities: readonly string[];
  readonly scorecards: 'all' | readonly string[];
  /** Teams whose speed the caller may see. */
  readonly speedTeams: 'all' | readonly string[];
}

export interface ReadScopeRequest {
  /** Kinds the answer can be about. */
  readonly kinds: readonly string[];
  /** Teams with results that rest on their speed; asked for only if the decision depends on the team. */
  readonly teams: () => Promise<readonly string[]>;
}

export interface ReadScopesOptions {
  readonly permissions: PermissionsService;
  readonly visibleEntities: VisibleEntities;
}

export class ReadScopes {
  readonly #options: ReadScopesOptions;

  constructor(options: ReadScopesOptions) {
    this.#options = options;
  }

  async scopeOf(
    credentials: BackstageCredentials,
    request: ReadScopeRequest,
  ): Promise<ReadScope> {
    const scorecards = await this.#visible(credentials, SCORECARD_KIND);
    const openKinds: string[] = [];
    const entities: string[] = [];
    for (const kind of request.kinds) {
      const refs = await this.#visible(credentials, kind);
      if (refs === 'all') {
        openKinds.push(kind);
      } else {
        entities.push(...refs);
      }
    }
    const speedTeams = await this.#speedTeams(credentials, request.teams);
    return { openKinds, entities, scorecards, speedTeams };
  }

  async #visible(
    credentials: BackstageCredentials,
    kind: string,
  ): Promise<'all' | string[]> {
    const refs = await this.#options.visibleEntities.visibleRefs(
      credentials,
      kind,
    );
    return refs === 'all' ? 'all' : [...refs];
  }

  /** One decision for all teams where that is possible, else one batch over the teams in question. */
  async #speedTeams(
    credentials: BackstageCredentials,
    teams: ReadScopeRequest['teams'],
  ): Promise<'all' | string[]> {
    const { permissions } = this.#options;
    const permission = insightsTeamSpeedReadPermission;
    const [decision] = await permissions.authorizeConditional(
      [{ permission }],
      {
        credentials,
      },
    );
    if (decision?.result === AuthorizeResult.ALLOW) {
      return 'all';
    }
    if (decision?.result !== AuthorizeResult.CONDITIONAL) {
      return [];
    }
    const candidates = (await teams()).filter(team => team !== '');
    if (candidates.length === 0) {
      return [];
    }
    const decisions = await permissions.authorize(
      candidates.map(resourceRef => ({ permission, resourceRef })),
      { credentials },
    );
    return candidates.filter(
      (_, index) => decisions[index]?.result === AuthorizeResult.ALLOW,
    );
  }
}

export function mayRead(
  scope: ReadScope,
  row: { kind: string; entity: string },
): boolean {
  return (
    scope.openKinds.includes(row.kind) || scope.entities.includes(row.entity)
  );
}

export function maySeeSpeed(scope: ReadScope, team: string): boolean {
  return scope.speedTeams === 'all' || scope.speedTeams.includes(team);
}
