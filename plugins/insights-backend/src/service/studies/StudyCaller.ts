import {
  AuthService,
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { VisibleEntities, VisibleRefs } from '@mli/plugin-ml-platform-node';
import { StoredOffering } from '../../store/metrics/OrganisationReader';
import { StudyPopulation } from './StudyPopulation';

/** Who asks: what they see, and which groups they belong to. */
export interface StudyCaller {
  readonly visibleUnits: VisibleRefs;
  readonly visibleOfferings: VisibleRefs;
  /** Refs of the groups; a service belongs to none, its token says what it may do. */
  readonly groups: readonly string[];
  readonly isService: boolean;
  /** Ref of the person, or subject of the service. */
  readonly principal: string;
}

export async function studyCallerOf(
  credentials: BackstageCredentials,
  options: {
    readonly auth: AuthService;
    readonly userInfo: UserInfoService;
    readonly visible: VisibleEntities;
  },
): Promise<StudyCaller> {
  const { auth, userInfo, visible } = options;
  const [visibleUnits, visibleOfferings] = await Promise.all([
    visible.visibleRefs(credentials, 'Group'),
    visible.visibleRefs(credentials, 'Offering'),
  ]);
  if (auth.isPrincipal(credentials, 'user')) {
    const { ownershipEntityRefs, userEntityRef } =
      await userInfo.getUserInfo(credentials);
    return {
      visibleUnits,
      visibleOfferings,
      groups: ownershipEntityRefs,
      isService: false,
      principal: userEntityRef,
    };
  }
  return {
    visibleUnits,
    visibleOfferings,
    groups: [],
    isService: auth.isPrincipal(credentials, 'service'),
    principal: auth.isPrincipal(credentials, 'service')
      ? credentials.principal.subject
      : 'unknown',
  };
}

export function sees(visible: VisibleRefs, ref: string): boolean {
  return visible === 'all' || visible.has(ref);
}

/** The members of an offering's provider, and the bridging role. */
export function mayRegister(
  caller: StudyCaller,
  owner: string | undefined,
  bridgeGroups: readonly string[],
): boolean {
  return (
    caller.isService ||
    (owner !== undefined && caller.groups.includes(owner)) ||
    caller.groups.some(group => bridgeGroups.includes(group))
  );
}

/** @throws NotFoundError for an offering nobody sees; NotAllowedError with who may */
export function requireProvider(
  population: StudyPopulation,
  ref: string,
  caller: StudyCaller,
  bridgeGroups: readonly string[],
): StoredOffering {
  const offering = population.offering(ref);
  if (!offering || !sees(caller.visibleOfferings, ref)) {
    throw new NotFoundError(
      `There is no offering '${ref.slice(0, 120)}' in the catalog that you can see.`,
    );
  }
  if (!mayRegister(caller, offering.owner, bridgeGroups)) {
    const owner = offering.owner
      ? (population.organisation.unit(offering.owner)?.title ?? offering.owner)
      : 'its provider';
    throw new NotAllowedError(
      `You can't register studies of ${offering.title}. Members of ${owner} and the MLI bridging role can.`,
    );
  }
  return offering;
}
