import {
  AuthService,
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { InsightsScope } from '@mli/plugin-insights-common';
import { VisibleEntities } from '@mli/plugin-ml-platform-node';
import { Organisation } from '../core/release/Organisation';
import { OrganisationReader } from '../store/metrics/OrganisationReader';
import { TeamSpeedAccess } from './TeamSpeedAccess';

/** Says who is looking, and what there is to choose from. */
export class ScopeService {
  readonly #options: {
    readonly auth: AuthService;
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
    const [{ units }, sources, visibleUnits, groups] = await Promise.all([
      organisations.organisation(),
      organisations.sources(),
      visible.visibleRefs(credentials, 'Group'),
      this.#groupsOf(credentials),
    ]);
    const organisation = new Organisation(units);
    const speed = await access.viewOf(credentials, organisation);
    const own = units.filter(unit => groups.includes(unit.ref));
    const refs = (role: 'customer' | 'provider') =>
      own.filter(unit => unit.role === role).map(unit => unit.ref);
    return {
      viewer: {
        teams: own.map(unit => unit.ref),
        customerTeams: refs('customer'),
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

  async #groupsOf(credentials: BackstageCredentials): Promise<string[]> {
    const { auth, userInfo } = this.#options;
    if (!auth.isPrincipal(credentials, 'user')) {
      return [];
    }
    const { ownershipEntityRefs } = await userInfo.getUserInfo(credentials);
    return ownershipEntityRefs.map(ref => ref.toLocaleLowerCase('en-US'));
  }
}
