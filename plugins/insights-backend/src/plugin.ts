import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { insightsPermissions } from '@mli/plugin-insights-common';
import { visibleEntitiesServiceRef } from '@mli/plugin-ml-platform-node';
import Router from 'express-promise-router';
import { createInsightsContext } from './createInsightsContext';
import { addAnswersArea } from './http/addAnswersArea';
import { databaseErrorMiddleware } from './http/databaseErrorMiddleware';
import { addIngestArea } from './http/ingest/addIngestArea';
import { addOpenApiRoute } from './http/openapi';

/** Runs and usage in; adoption and iteration speed out. */
export const insightsPlugin = createBackendPlugin({
  pluginId: 'insights',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        rootConfig: coreServices.rootConfig,
        scheduler: coreServices.scheduler,
        userInfo: coreServices.userInfo,
        visibleEntities: visibleEntitiesServiceRef,
      },
      async init({ httpRouter, ...services }) {
        const context = await createInsightsContext(services);
        services.permissionsRegistry.addPermissions(insightsPermissions);

        const router = Router();
        await addIngestArea(router, context);
        addAnswersArea(router, context);
        addOpenApiRoute(router, context);
        router.use(databaseErrorMiddleware);
        httpRouter.use(router);
        httpRouter.addAuthPolicy({
          path: '/openapi.json',
          allow: 'unauthenticated',
        });
      },
    });
  },
});
