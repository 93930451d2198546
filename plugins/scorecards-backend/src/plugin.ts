import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { visibleEntitiesServiceRef } from '@mli/plugin-ml-platform-node';
import { scorecardsPermissions } from '@mli/plugin-scorecards-common';
import {
  type FactSource,
  scorecardsFactSourceExtensionPoint,
} from '@mli/plugin-scorecards-node';
import { registerScorecardActions } from './actions/scorecardActions';
import { CelEvaluator } from './cel/CelEvaluator';
import { readScorecardsConfig } from './config';
import { createRouter } from './http/router';
import { AttestationService } from './service/AttestationService';
import { Callers } from './service/Callers';
import { CampaignService } from './service/CampaignService';
import { CollectionService } from './service/CollectionService';
import { DryRunService } from './service/DryRunService';
import { EvaluationService } from './service/EvaluationService';
import { ExemptionService } from './service/ExemptionService';
import { FactService } from './service/FactService';
import { OverviewService } from './service/OverviewService';
import { ReadScopes } from './service/ReadScope';
import { ReplayService } from './service/ReplayService';
import { ResultService } from './service/ResultService';
import {
  ATTESTATION_SOURCE,
  AttestationFactSource,
} from './sources/AttestationFactSource';
import { buildRegistry } from './sources/buildRegistry';
import { CatalogFactSource } from './sources/CatalogFactSource';
import { InsightsFactSource } from './sources/InsightsFactSource';
import { announce } from './tasks/announce';
import { EvaluationWorker } from './tasks/EvaluationWorker';
import { Notifier } from './tasks/Notifier';

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
        actionsRegistry: actionsRegistryServiceRef,
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
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
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
        const sources = [
          catalogFacts,
          insightsFacts,
          new AttestationFactSource(database),
          ...added,
        ];
        const registry = buildRegistry(sources, settings.facts);
        const cel = new CelEvaluator();
        const evaluation = new EvaluationService({ database, registry, cel });
        const collection = new CollectionService({
          ...{ auth, catalog, database, logger, registry, sources },
        });
        const worker = new EvaluationWorker({
          ...{ collection, evaluation, logger },
          onEvaluated: announce(deps.signals, logger),
        });
        await scheduler.scheduleTask({
          ...settings.schedule,
          id: 'scorecards-evaluate-all',
          scope: 'global',
          fn: signal => worker.pass(signal),
        });
        lifecycle.addShutdownHook(async () => {
          await worker.stop();
          await cel.stop();
        });

        const scopes = new ReadScopes({
          permissions,
          visibleEntities: deps.visibleEntities,
        });
        const callers = new Callers({ permissions, userInfo: deps.userInfo });
        const results = new ResultService({ database, registry, scopes });
        const campaigns = new CampaignService({ database, results, callers });
        const exemptions = new ExemptionService({
          ...{ database, scopes, results, callers },
          onChanged: entities =>
            worker.poke(new Map(entities.map(entity => [entity, undefined]))),
        });
        const notifier = new Notifier({
          ...{ campaigns, database, logger },
          notifications: deps.notifications,
        });
        await scheduler.scheduleTask({
          ...settings.notifications,
          id: 'scorecards-notify',
          scope: 'global',
          fn: () => notifier.run(),
        });
        registerScorecardActions({
          ...{ permissions, results, exemptions },
          registry: deps.actionsRegistry,
        });
        deps.permissionsRegistry.addPermissions(scorecardsPermissions);
        httpRouter.addAuthPolicy({
          path: '/openapi.json',
          allow: 'unauthenticated',
        });
        httpRouter.addAuthPolicy({ path: '/badge', allow: 'user-cookie' });
        httpRouter.use(
          createRouter({
            auditor: deps.auditor,
            httpAuth: deps.httpAuth,
            permissions,
            registry,
            dryRuns: new DryRunService({
              ...{ database, registry, scopes, catalogFacts, cel },
            }),
            facts: new FactService({
              database,
              registry,
              described: settings.facts,
              bindings: settings.factSubjects,
              onChanged: changed => worker.poke(changed),
            }),
            ...{ campaigns, exemptions, results },
            attestations: new AttestationService({
              ...{ database, registry, scopes, callers },
              onAttested: async entity => {
                await collection.recollect(ATTESTATION_SOURCE);
                worker.poke(new Map([[entity, undefined]]));
              },
            }),
            overview: new OverviewService({ database, results }),
            replays: new ReplayService({ database, registry, results, cel }),
          }),
        );
      },
    });
  },
});
