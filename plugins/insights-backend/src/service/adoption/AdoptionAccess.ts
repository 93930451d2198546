import {
  AuthService,
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { PlatformConfig, VisibleEntities } from '@mli/plugin-ml-platform-node';
import { Organisation } from '../../core/release/Organisation';
import { AdoptionCaller } from '../AdoptionService';
import { SpeedView, TeamSpeedAccess } from '../TeamSpeedAccess';

/** Who is asking, and what that person may do about adoption. */
export interface AdoptionPerson extends AdoptionCaller {
  /** Ref of the User; undefined where a service asks. */
  readonly user?: string;
  readonly groups: readonly string[];
  readonly isLead: boolean;
  /** Whose losses the person may be told about. */
  speedIn(organisation: Organisation): Promise<SpeedView>;
}

/** Answers who is asking from the token and the catalog's own visibility, once per request. */
export class AdoptionAccess {
  readonly #options: {
    readonly auth: AuthService;
    readonly userInfo: UserInfoService;
    readonly visible: VisibleEntities;
    readonly speed: TeamSpeedAccess;
    readonly platform: Pick<PlatformConfig, 'bridgeGroups' | 'adminGroups'>;
  };

  constructor(options: {
    auth: AuthService;
    userInfo: UserInfoService;
    visible: VisibleEntities;
    speed: TeamSpeedAccess;
    platform: Pick<PlatformConfig, 'bridgeGroups' | 'adminGroups'>;
  }) {
    this.#options = options;
  }

  async personOf(credentials: BackstageCredentials): Promise<AdoptionPerson> {
    const { auth, userInfo, visible, platform } = this.#options;
    const isUser = auth.isPrincipal(credentials, 'user');
    const [visibleUnits, visibleOfferings, info] = await Promise.all([
      visible.visibleRefs(credentials, 'Group'),
      visible.visibleRefs(credentials, 'Offering'),
      isUser ? userInfo.getUserInfo(credentials) : undefined,
    ]);
    const groups = (info?.ownershipEntityRefs ?? []).map(ref =>
      ref.toLocaleLowerCase('en-US'),
    );
    const leads = [...platform.bridgeGroups, ...platform.adminGroups];
    return {
      visibleUnits,
      visibleOfferings,
      user: info?.userEntityRef.toLocaleLowerCase('en-US'),
      groups,
      isLead: groups.some(group => leads.includes(group)),
      speedIn: async organisation =>
        await this.#options.speed.viewOf(credentials, organisation),
    };
  }
}

export function mayDeclareFor(person: AdoptionPerson, team: string): boolean {
  return person.isLead || person.groups.includes(team);
}

export function mayAnswerFor(
  person: AdoptionPerson,
  owner: string | undefined,
): boolean {
  return (
    person.isLead || (owner !== undefined && person.groups.includes(owner))
  );
}

export function titleIn(organisation: Organisation, ref: string): string {
  return organisation.unit(ref)?.title ?? ref.replace(/^.*\//, '');
}

/** @throws NotAllowedError (403) that names who can */
export function refuseUnless(
  may: boolean,
  what: string,
  who: string,
): asserts may {
  if (!may) {
    throw new NotAllowedError(`You can't ${what}. ${who} can.`);
  }
}

/** @throws NotAllowedError (403): what is said must be said by somebody */
export function userOf(person: AdoptionPerson): string {
  if (person.user === undefined) {
    throw new NotAllowedError(
      'This is said in the name of a person; a service token cannot say it. Sign in as a member of the team.',
    );
  }
  return person.user;
}
