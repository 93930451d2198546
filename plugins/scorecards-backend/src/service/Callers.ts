import type {
  BackstageCredentials,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { scorecardsAdministerPermission } from '@mli/plugin-scorecards-common';
import { fullEntityRef } from './fullEntityRef';

export interface Caller {
  /** Ref of a user, or subject of a service. */
  readonly actor: string;
  /** Whether the caller is in one of these groups, or may act for any. */
  readonly actsFor: (group: string) => boolean;
  /** A service, or somebody who administers scorecards. */
  readonly isTrusted: boolean;
}

export interface CallersOptions {
  readonly permissions: PermissionsService;
  readonly userInfo: UserInfoService;
}

/** Who calls, and for which groups they speak. */
export class Callers {
  readonly #options: CallersOptions;

  constructor(options: CallersOptions) {
    this.#options = options;
  }

  async callerOf(credentials: BackstageCredentials): Promise<Caller> {
    const principal = credentials.principal as {
      type?: string;
      subject?: string;
    }; // the types of principals differ in what names them
    if (principal.type === 'service' && principal.subject) {
      // what a service may do is in the restrictions of its token
      return { actor: principal.subject, actsFor: () => true, isTrusted: true };
    }
    if (principal.type !== 'user') {
      throw new NotAllowedError('This is for users and services only');
    }
    const { userInfo, permissions } = this.#options;
    const { userEntityRef, ownershipEntityRefs } =
      await userInfo.getUserInfo(credentials);
    const [decision] = await permissions.authorize(
      [{ permission: scorecardsAdministerPermission }],
      { credentials },
    );
    const isTrusted = decision?.result === AuthorizeResult.ALLOW;
    const groups = new Set(ownershipEntityRefs);
    return {
      actor: userEntityRef,
      actsFor: group => isTrusted || groups.has(group),
      isTrusted,
    };
  }
}

/** Full ref of the group that an owner written in a definition means. */
export function ownerGroup(owner: string): string {
  return fullEntityRef(owner, 'group') ?? owner;
}
