import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  offeringsRegistrationReadPermission,
  offeringsRegistrationWriteAnyPermission,
  offeringsRegistrationWritePermission,
} from '@mli/plugin-offerings-common';

/** Who is asking, and for which teams they may act. */
export interface Viewer {
  readonly credentials: BackstageCredentials;
  /** Ref of the User, or subject of the service. */
  readonly author: string;
  /** Refs of the groups of a person. */
  readonly groups: readonly string[];
  /** Every team's. */
  readonly any: boolean;
  mayWriteFor(team: string): boolean;
}

export class Access {
  readonly #auth: AuthService;
  readonly #permissions: PermissionsService;
  readonly #userInfo: UserInfoService;

  constructor(options: {
    auth: AuthService;
    permissions: PermissionsService;
    userInfo: UserInfoService;
  }) {
    this.#auth = options.auth;
    this.#permissions = options.permissions;
    this.#userInfo = options.userInfo;
  }

  /** @throws NotAllowedError for who may not even read */
  async viewerOf(credentials: BackstageCredentials): Promise<Viewer> {
    const [read, write, any] = await this.#permissions.authorize(
      [
        { permission: offeringsRegistrationReadPermission },
        { permission: offeringsRegistrationWritePermission },
        { permission: offeringsRegistrationWriteAnyPermission },
      ],
      { credentials },
    );
    if (read?.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You do not have the permission ${offeringsRegistrationReadPermission.name}. Everybody who is signed in usually has it; ask whoever runs the portal.`,
      );
    }
    const { author, groups } = await this.#identityOf(credentials);
    const mayWrite = write?.result === AuthorizeResult.ALLOW;
    const mayWriteAny = mayWrite && any?.result === AuthorizeResult.ALLOW;
    return {
      credentials,
      author,
      groups,
      any: mayWriteAny,
      mayWriteFor: team => mayWriteAny || (mayWrite && groups.includes(team)),
    };
  }

  async #identityOf(
    credentials: BackstageCredentials,
  ): Promise<{ author: string; groups: string[] }> {
    if (this.#auth.isPrincipal(credentials, 'user')) {
      const { userEntityRef, ownershipEntityRefs } =
        await this.#userInfo.getUserInfo(credentials);
      const refs = ownershipEntityRefs.map(ref =>
        ref.toLocaleLowerCase('en-US'),
      );
      return {
        author: userEntityRef,
        groups: refs.filter(ref => ref.startsWith('group:')),
      };
    }
    if (this.#auth.isPrincipal(credentials, 'service')) {
      return { author: credentials.principal.subject, groups: [] };
    }
    throw new NotAllowedError('Registration is for people and services only');
  }
}
