import {
  AuthService,
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { InsightsScope } from '@mli/plugin-insights-common';
import { VisibleEntities } from '@mli/plugin-ml-platform-node';
import { annotationRefs } from '../core/organisation/readEntity';
import { Organisation } from '../core/release/Organisation';
import { OrganisationReader } from '../store/metrics/OrganisationReader';
import { TeamSpeedAccess } from './TeamSpeedAccess';

/** Says who is looking, and what there is to choose from. */
export class ScopeService {
  readonly #options: {
    readonly auth: AuthService;
    readonly catalog: CatalogService;
    readonly userInfo: UserInfoService;
    readonly visible: VisibleEntities;
    readonly access: TeamSpeedAccess;
    readonly organisations: OrganisationReader;
    readonly bridgeGroups: readonly string[];
    readonly stages: readonly string[];
    readonly simulated: boolean;
  };

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    userInfo: UserInfoService;
    visible: VisibleEntities;
    access: TeamSpeedAccess;
    organisations: OrganisationReader;
    bridgeGroups: readonly string[];
    stages: readonly string[];
    simulated: boolean;
  }) {
    this.#options = options;
  }

  async scopeOf(credentials: BackstageCredentials): Promise<InsightsScope> {
    const { organisations, visible, access, stages, simulated } = this.#options;
    const [{ units }, sources, visibleUnits, { user, groups }] =
      await Promise.all([
        organisations.organisation(),
        organisations.sources(),
        visible.visibleRefs(credentials, 'Group'),
        this.#viewer(credentials),
      ]);
    const organisation = new Organisation(units);
    const speed = await access.viewOf(credentials, organisation);
    const own = units.filter(unit => groups.includes(unit.ref));
    const refs = (role: 'customer' | 'provider') =>
      own.filter(unit => unit.role === role).map(unit => unit.ref);
    const customerTeams = refs('customer');
    return {
      viewer: {
        teams: own.map(unit => unit.ref),
        customerTeams,
        leads: await this.#ledBy(user, customerTeams, credentials),
        providerTeams: refs('provider'),
        isBridge: groups.some(group =>
          this.#options.bridgeGroups.includes(group),
        ),
      },
      units: units
        .filter(({ ref }) => visibleUnits === 'all' || visibleUnits.has(ref))
        .map(unit => ({ ...unit, speedVisible: speed.maySee(unit.ref) })),
      stages: [...stages],
      sources: sources.map(({ name, kind, lastReceivedAt }) => ({
        name,
        kind,
        ...(lastReceivedAt
          ? { lastReceivedAt: lastReceivedAt.toISOString() }
          : {}),
      })),
      simulated,
    };
  }

  async #viewer(
    credentials: BackstageCredentials,
  ): Promise<{ user: string; groups: string[] }> {
    const { auth, userInfo } = this.#options;
    if (!auth.isPrincipal(credentials, 'user')) {
      return { user: '', groups: [] };
    }
    const { userEntityRef, ownershipEntityRefs } =
      await userInfo.getUserInfo(credentials);
    return {
      user: userEntityRef.toLocaleLowerCase('en-US'),
      groups: ownershipEntityRefs.map(ref => ref.toLocaleLowerCase('en-US')),
    };
  }

  /** The catalog model has no leads: a Group names its own in an annotation. It decides what comes first, no right. */
  async #ledBy(
    user: string,
    teams: readonly string[],
    credentials: BackstageCredentials,
  ): Promise<string[]> {
    if (user === '' || teams.length === 0) {
      return [];
    }
    const { items } = await this.#options.catalog.getEntitiesByRefs(
      {
        entityRefs: [...teams],
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.annotations',
        ],
      },
      { credentials },
    );
    return teams.filter((_, index) => {
      const entity = items[index];
      return entity && annotationRefs(entity, 'leads', 'user').includes(user);
    });
  }
}
