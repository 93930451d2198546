import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { insightsTeamSpeedReadPermission } from '@mli/plugin-insights-common';
import { readPlatformConfig, VisibleRefs } from '@mli/plugin-ml-platform-node';
import Router from 'express-promise-router';
import { Knex } from 'knex';
import { addAnswersArea } from '../http/addAnswersArea';
import { addOpenApiRoute, createOpenApiRegistry } from '../http/openapi';
import {
  createTeamSpeedDecision,
  teamSpeedConditions,
} from '../permissions/teamSpeed';

export interface StartAnswersOptions {
  readonly knex: Knex;
  readonly now: Date;
  /** Units whose speed the caller may read, with those below; absent: all; empty: refused altogether. */
  readonly ownUnits?: string[];
  readonly visibleUnits?: VisibleRefs;
  readonly visibleOfferings?: VisibleRefs;
  readonly mayReadAdoption?: boolean;
  /** Collects audit events as `eventId outcome {meta}`. */
  readonly audited?: string[];
  /** Groups the caller is a member of. */
  readonly groups?: string[];
  /** What the catalog holds. */
  readonly entities?: Entity[];
}

const STAGES = ['data', 'training', 'evaluation'];

/** Starts what answers, without what takes in: tables are filled by the test, and time stands still. */
export async function startAnswers(options: StartAnswersOptions) {
  const { knex, now, visibleUnits = 'all', visibleOfferings = 'all' } = options;
  const plugin = createBackendPlugin({
    pluginId: 'insights',
    register(env) {
      env.registerInit({
        deps: {
          auditor: coreServices.auditor,
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
          rootConfig: coreServices.rootConfig,
          userInfo: coreServices.userInfo,
        },
        async init({ httpRouter, ...services }) {
          const router = Router();
          const openApi = createOpenApiRegistry();
          addAnswersArea(
            router,
            {
              ...services,
              knex,
              openApi,
              config: {
                peopleFloor: 5,
                stages: STAGES,
                simulatedData: true,
                platform: readPlatformConfig(services.rootConfig),
              },
              visibleEntities: {
                visibleRefs: async (_, kind) =>
                  kind === 'Group' ? visibleUnits : visibleOfferings,
              },
            },
            { now: () => now, freshForMilliseconds: 0 },
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
      catalogServiceMock.factory({ entities: options.entities ?? [] }),
      mockServices.rootConfig.factory({
        data: { mliPlatform: { bridgeGroups: ['group:default/mli-leads'] } },
      }),
      mockServices.auditor.mock({
        createEvent: async ({ eventId, meta }) => ({
          success: async () => {
            options.audited?.push(`${eventId} success ${JSON.stringify(meta)}`);
          },
          fail: async () => {
            options.audited?.push(`${eventId} fail ${JSON.stringify(meta)}`);
          },
        }),
      }).factory,
      mockServices.userInfo.mock({
        getUserInfo: async () => ({
          userEntityRef: 'user:default/mock',
          ownershipEntityRefs: options.groups ?? [],
        }),
      }).factory,
      mockServices.permissions.mock({
        authorizeConditional: async requests =>
          requests.map(() => speedDecision(options.ownUnits)),
        authorize: async requests =>
          requests.map(() => ({
            result:
              options.mayReadAdoption === false
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
          })),
      }).factory,
    ],
  });
  return server;
}

function speedDecision(ownUnits: string[] | undefined): PolicyDecision {
  if (ownUnits === undefined) {
    return { result: AuthorizeResult.ALLOW };
  }
  return ownUnits.length === 0
    ? { result: AuthorizeResult.DENY }
    : createTeamSpeedDecision(
        insightsTeamSpeedReadPermission,
        teamSpeedConditions.isTeamOrInLine({ units: ownUnits }),
      );
}
