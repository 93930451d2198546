import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { visibleEntitiesServiceRef } from '@mli/plugin-ml-platform-node';
import { scorecardsPermissions } from '@mli/plugin-scorecards-common';
import {
  type FactSource,
  scorecardsFactSourceExtensionPoint,
} from '@mli/plugin-scorecards-node';
import { readScorecardsConfig } from './config';
import { createRouter } from './http/router';
import { CollectionService } from './service/CollectionService';
import { DryRunService } from './service/DryRunService';
import { EvaluationService } from './service/EvaluationService';
import { FactService } from './service/FactService';
import { ReadScopes } from './service/ReadScope';
import { ResultService } from './service/ResultService';
import { buildRegistry } from './sources/buildRegistry';
import { CatalogFactSource } from './sources/CatalogFactSource';
import { InsightsFactSource } from './sources/InsightsFactSource';
import { EvaluationWorker } from './tasks/EvaluationWorker';

/** Facts in; results, levels and their history out. */
export const scorecardsPlugin = createBackendPlugin({
  pluginId: 'scorecards',
  register(env) {
    const added: FactSource[] = [];
    env.registerExtensionPoint(scorecardsFactSourceExtensionPoint, {
      addFactSource: source => {
        added.push(source);
      },
    });
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        visibleEntities: visibleEntitiesServiceRef,
      },
      async init(deps) {
        const { auth, catalog, httpRouter, logger, permissions } = deps;
        const { discovery, lifecycle, scheduler } = deps;
        const settings = readScorecardsConfig(deps.config);
        const database = await deps.database.getClient();
        if (!deps.database.migrations?.skip) {
          await database.migrate.latest({
            directory: resolvePackagePath(
              '@mli/plugin-scorecards-backend',
              'migrations',
            ),
          });
        }

        const catalogFacts = new CatalogFactSource();
        const insightsFacts = new InsightsFactSource({ auth, discovery });
        const sources = [catalogFacts, insightsFacts, ...added];
        const registry = buildRegistry(sources, settings.facts);
        const evaluation = new EvaluationService({ database, registry });
        const collection = new CollectionService({
          ...{ auth, catalog, database, logger, registry, sources },
        });
        const worker = new EvaluationWorker({ collection, evaluation, logger });
        await scheduler.scheduleTask({
          ...settings.schedule,
          id: 'scorecards-evaluate-all',
          scope: 'global',
          fn: signal => worker.pass(signal),
        });
        lifecycle.addShutdownHook(() => worker.stop());

        const scopes = new ReadScopes({
          permissions,
          visibleEntities: deps.visibleEntities,
        });
        deps.permissionsRegistry.addPermissions(scorecardsPermissions);
        httpRouter.addAuthPolicy({
          path: '/openapi.json',
          allow: 'unauthenticated',
        });
        httpRouter.use(
          createRouter({
            auditor: deps.auditor,
            httpAuth: deps.httpAuth,
            permissions,
            registry,
            dryRuns: new DryRunService({
              ...{ database, registry, scopes, catalogFacts },
            }),
            facts: new FactService({
              database,
              registry,
              described: settings.facts,
              bindings: settings.factSubjects,
              onChanged: entities => worker.poke(entities),
            }),
            results: new ResultService({ database, registry, scopes }),
          }),
        );
      },
    });
  },
});
