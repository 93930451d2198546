import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { visibleEntitiesServiceRef } from '@mli/plugin-ml-platform-node';
import { offeringsPermissions } from '@mli/plugin-offerings-common';
import { registerOfferingActions } from './actions/offeringActions';
import { registerRegistrationActions } from './actions/registrationActions';
import { readOfferingsConfig } from './config';
import { createRouter } from './http/router';
import { Access } from './service/Access';
import { BulkService } from './service/BulkService';
import { CatalogLookups } from './service/CatalogLookups';
import { DraftReview } from './service/DraftReview';
import { GitTakeover } from './service/GitTakeover';
import { HandOverService } from './service/HandOverService';
import { ImportedFiles } from './service/ImportedFiles';
import { InsightsClient } from './service/InsightsClient';
import { RegistrationService } from './service/RegistrationService';
import { DocumentationRenderer } from './service/DocumentationRenderer';
import { DatabaseOfferingHistoryStore } from './store/DatabaseOfferingHistoryStore';
import { DatabaseRegistrationStore } from './store/DatabaseRegistrationStore';
import { openDatabase } from './store/migrate';
import { StoredRegistration } from './store/RegistrationStore';
import { CatalogFollower } from './tasks/CatalogFollower';
import { followOfferings } from './tasks/followOfferings';
import { ChangeSignal } from './tasks/ChangeSignal';

/** Components that teams register in the portal. */
export const offeringsPlugin = createBackendPlugin({
  pluginId: 'offerings',
  register(env) {
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
        userInfo: coreServices.userInfo,
        visible: visibleEntitiesServiceRef,
      },
      async init(deps) {
        const { httpRouter, logger, visible } = deps;
        const config = readOfferingsConfig(deps.config);
        const knex = await openDatabase(deps.database);
        const store = DatabaseRegistrationStore.create(knex);
        const history = DatabaseOfferingHistoryStore.create(knex);
        const { stages } = config;
        const lookups = new CatalogLookups(deps);
        const takeover = new GitTakeover({ logger, lookups, store });
        const review = new DraftReview({ lookups, stages, store, visible });
        const insights = new InsightsClient(deps);
        const follower = new CatalogFollower({ insights, logger, lookups });
        const changes = new ChangeSignal();
        const onWritten = (written: StoredRegistration) => {
          changes.notify();
          follower.expect(written);
        };
        deps.lifecycle.addShutdownHook(() => {
          changes.close();
          follower.stop();
        });
        const registrations = new RegistrationService({
          ...{ lookups, onWritten, review, stages, store, takeover, visible },
          teamTypes: config.platform.teamTypes,
        });
        await deps.scheduler.scheduleTask({
          id: 'offerings-git-takeover',
          frequency: { seconds: config.takeoverCheckSeconds },
          initialDelay: { seconds: config.takeoverCheckSeconds },
          timeout: { minutes: 5 },
          scope: 'global',
          fn: async () => await takeover.settleAll(),
        });

        await deps.scheduler.scheduleTask({
          id: 'offerings-history',
          frequency: { minutes: 1 },
          initialDelay: { seconds: 20 },
          timeout: { minutes: 5 },
          scope: 'global',
          fn: async () => await followOfferings({ ...deps, history }),
        });
        const access = new Access(deps);
        registerOfferingActions(deps);
        registerRegistrationActions({
          ...deps,
          ...{ access, insights, registrations },
        });

        deps.permissionsRegistry.addPermissions(offeringsPermissions);
        httpRouter.addAuthPolicy({
          path: '/openapi.json',
          allow: 'unauthenticated',
        });
        httpRouter.use(
          createRouter({
            ...deps,
            access,
            appUrl: config.appUrl,
            changes,
            bulk: new BulkService({ lookups, onWritten, review, store }),
            handOvers: new HandOverService({
              ...deps,
              ...{ lookups, onWritten, registrations, store },
            }),
            history,
            imported: new ImportedFiles(deps),
            insights,
            renderer: new DocumentationRenderer(),
            registrations,
            store,
          }),
        );
      },
    });
  },
});
