import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { readPlatformConfig, VisibleRefs } from '@mli/plugin-ml-platform-node';
import { Knex } from 'knex';
import Router from 'express-promise-router';
import { addAdoptionArea } from '../http/adoption/addAdoptionArea';
import { createOpenApiRegistry } from '../http/openapi';
import { TeamSpeedAccess } from '../service/TeamSpeedAccess';
import { DatabaseOrganisationReader } from '../store/metrics/DatabaseOrganisationReader';

export interface AdoptionPartsOptions {
  readonly knex: Knex;
  readonly now: Date;
  readonly groups?: string[];
  readonly visibleUnits?: VisibleRefs;
  readonly visibleOfferings?: VisibleRefs;
  readonly mayRead?: boolean;
}

/** The area of adoption with the real actions of it, as one caller has them. */
export async function startAdoptionActions(options: AdoptionPartsOptions) {
  const { knex, now, groups = [], visibleUnits = 'all' } = options;
  const result =
    options.mayRead === false ? AuthorizeResult.DENY : AuthorizeResult.ALLOW;
  const permissions = mockServices.permissions.mock({
    authorize: async requests => requests.map(() => ({ result })),
    authorizeConditional: async requests =>
      requests.map(() => ({ result: AuthorizeResult.DENY })),
  });
  const permissionsRegistry = mockServices.permissionsRegistry.mock({
    getPermissionRuleset: () => ({ getRuleByName: () => undefined as never }),
  });
  const registry = actionsRegistryServiceMock();
  const logger = mockServices.logger.mock();
  const area = addAdoptionArea(
    Router(),
    {
      knex,
      auth: mockServices.auth(),
      httpAuth: mockServices.httpAuth(),
      openApi: createOpenApiRegistry(),
      permissions,
      permissionsRegistry,
      rootConfig: mockServices.rootConfig(),
      userInfo: mockServices.userInfo.mock({
        getUserInfo: async () => ({
          userEntityRef: 'user:default/mock',
          ownershipEntityRefs: groups,
        }),
      }),
      visibleEntities: {
        visibleRefs: async (_, kind) =>
          kind === 'Group' ? visibleUnits : (options.visibleOfferings ?? 'all'),
      },
      config: {
        peopleFloor: 5,
        stages: ['training'],
        simulatedData: true,
        platform: readPlatformConfig(
          mockServices.rootConfig({
            data: {
              mliPlatform: { bridgeGroups: ['group:default/mli-leads'] },
            },
          }),
        ),
      },
    },
    {
      organisations: DatabaseOrganisationReader.create(knex),
      speed: new TeamSpeedAccess({ permissions, permissionsRegistry }),
      freshForMilliseconds: 0,
      now: () => now,
    },
  );
  await area.startAdoption({
    scheduler: mockServices.scheduler.mock(),
    logger,
    actionsRegistry: registry,
  });
  return async (action: string, input: Record<string, string>) =>
    await registry.invoke({
      id: `test:${action}`,
      input,
      credentials: mockCredentials.user('user:default/mock'),
    });
}
