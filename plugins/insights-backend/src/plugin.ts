import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { insightsPermissions } from '@mli/plugin-insights-common';
import { insightsPullSourceExtensionPoint } from '@mli/plugin-insights-node';
import { visibleEntitiesServiceRef } from '@mli/plugin-ml-platform-node';
import Router from 'express-promise-router';
import { createInsightsContext } from './createInsightsContext';
import { addLossesArea } from './createLossesArea';
import { startMetrics } from './createMetricsArea';
import { addAnswersArea } from './http/addAnswersArea';
import { addClaimsRoutes } from './http/claimsRouter';
import { databaseErrorMiddleware } from './http/databaseErrorMiddleware';
import { addIngestArea } from './http/ingest/addIngestArea';
import { addOpenApiRoute } from './http/openapi';
import { addStudiesArea } from './http/studies/addStudiesArea';
import { FactSources } from './service/FactSources';
import { PullSourceRegistry } from './sources/PullSourceRegistry';

/** Runs and usage in; adoption and iteration speed out. */
export const insightsPlugin = createBackendPlugin({
  pluginId: 'insights',
  register(env) {
    const pullSources = new PullSourceRegistry();
    env.registerExtensionPoint(insightsPullSourceExtensionPoint, pullSources);
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
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
        await addIngestArea(router, context, pullSources.list());
        const facts = new FactSources();
        const answers = addAnswersArea(
          router,
          { ...services, ...context },
          { facts },
        );
        await answers.adoptionArea.startAdoption(services);
        await startMetrics({ ...services, ...context }, answers);
        const losses = await addLossesArea(router, context, {
          ...services,
          ...answers,
        });
        facts.add(losses.facts);
        addClaimsRoutes(router, context);
        const studies = await addStudiesArea(router, {
          ...services,
          ...context,
        });
        facts.add(studies.facts);
        addOpenApiRoute(router, context);
        router.use(databaseErrorMiddleware);
        httpRouter.use(router);
        for (const path of ['/openapi.json', '/schemas']) {
          httpRouter.addAuthPolicy({ path, allow: 'unauthenticated' });
        }
      },
    });
  },
});
