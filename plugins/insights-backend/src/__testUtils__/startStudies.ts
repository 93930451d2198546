import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  DEFAULT_STAGES,
  insightsStudyRegisterPermission,
} from '@mli/plugin-insights-common';
import { readPlatformConfig, VisibleRefs } from '@mli/plugin-ml-platform-node';
import Router from 'express-promise-router';
import { Knex } from 'knex';
import { addOpenApiRoute, createOpenApiRegistry } from '../http/openapi';
import { addStudiesArea, StudiesArea } from '../http/studies/addStudiesArea';
import { registerTeamSpeed } from '../permissions/teamSpeed';
import { DatabaseOrganisationReader } from '../store/metrics/DatabaseOrganisationReader';

export interface StartStudiesOptions {
  readonly knex: Knex;
  readonly now: () => Date;
  readonly offerings: Entity[];
  readonly visibleOfferings?: VisibleRefs;
  readonly visibleUnits?: VisibleRefs;
  readonly mayRegister?: boolean;
  readonly mayRead?: boolean;
  /** Groups the caller is a member of. */
  readonly groups?: string[];
}

/** Starts studies alone, on tables that the test has filled and a clock that it sets. */
export async function startStudies(options: StartStudiesOptions) {
  const { knex, now, visibleUnits = 'all', visibleOfferings = 'all' } = options;
  let area: StudiesArea | undefined;
  const actions = actionsRegistryServiceMock();
  const plugin = createBackendPlugin({
    pluginId: 'insights',
    register(env) {
      env.registerInit({
        deps: {
          actionsRegistry: actionsRegistryServiceRef,
          auditor: coreServices.auditor,
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          logger: coreServices.logger,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
          rootConfig: coreServices.rootConfig,
          scheduler: coreServices.scheduler,
          userInfo: coreServices.userInfo,
        },
        async init({ httpRouter, ...services }) {
          const router = Router();
          const openApi = createOpenApiRegistry();
          registerTeamSpeed(
            services.permissionsRegistry,
            DatabaseOrganisationReader.create(knex),
          );
          area = await addStudiesArea(
            router,
            {
              ...services,
              knex,
              openApi,
              config: {
                stages: DEFAULT_STAGES,
                platform: readPlatformConfig(services.rootConfig),
              },
              visibleEntities: {
                visibleRefs: async (_, kind) =>
                  kind === 'Group' ? visibleUnits : visibleOfferings,
              },
            },
            { now, poke: false },
          );
          addOpenApiRoute(router, { openApi });
          httpRouter.use(router);
        },
      });
    },
  });
  const { server } = await startTestBackend({
    features: [
      plugin,
      createServiceFactory({
        service: actionsRegistryServiceRef,
        deps: {},
        factory: () => actions,
      }),
      catalogServiceMock.factory({ entities: options.offerings }),
      mockServices.rootConfig.factory({
        data: { mliPlatform: { bridgeGroups: ['group:default/mli-leads'] } },
      }),
      mockServices.userInfo.mock({
        getUserInfo: async () => ({
          userEntityRef: 'user:default/mock',
          ownershipEntityRefs: options.groups ?? ['group:default/mli-leads'],
        }),
      }).factory,
      mockServices.permissions.mock({
        authorizeConditional: async requests =>
          requests.map(() => ({ result: AuthorizeResult.ALLOW })),
        authorize: async requests =>
          requests.map(({ permission }) => {
            const isRegister =
              permission.name === insightsStudyRegisterPermission.name;
            const isAllowed = isRegister
              ? options.mayRegister
              : options.mayRead;
            return {
              result:
                isAllowed === false
                  ? AuthorizeResult.DENY
                  : AuthorizeResult.ALLOW,
            };
          }),
      }).factory,
    ],
  });
  if (!area) throw new Error('The studies area was not added.');
  return { server, actions, computeDue: area.computeDue, facts: area.facts };
}
