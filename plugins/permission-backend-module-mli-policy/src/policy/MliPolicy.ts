import { UserInfoService } from '@backstage/backend-plugin-api';
import { PolicyDecision } from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { PolicySettings, decide } from './decide';

/** Service tokens never come here: their access restrictions decide. */
export class MliPolicy implements PermissionPolicy {
  readonly #settings: PolicySettings;
  readonly #userInfo: UserInfoService;

  constructor(options: {
    settings: PolicySettings;
    userInfo: UserInfoService;
  }) {
    this.#settings = options.settings;
    this.#userInfo = options.userInfo;
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const person = user && (await this.#userInfo.getUserInfo(user.credentials));
    return decide(permission, person, this.#settings);
  }
}
