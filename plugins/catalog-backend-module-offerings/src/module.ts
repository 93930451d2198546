import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { CatalogModelSources } from '@backstage/catalog-model/alpha';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { catalogModelExtensionPoint } from '@backstage/plugin-catalog-node/alpha';
import { readOfferingStages } from './config';
import { annotationsModelLayer } from './model/annotationsModelLayer';
import { createOfferingModelLayer } from './model/offeringModelLayer';
import { scorecardModelLayer } from './model/scorecardModelLayer';
import { AdoptsAnnotationProcessor } from './processors/AdoptsAnnotationProcessor';
import { OfferingValidationProcessor } from './processors/OfferingValidationProcessor';
import { RegistrationClient } from './provider/RegistrationClient';
import { RegistrationProvider } from './provider/RegistrationProvider';

/**
 * Teaches the catalog the kinds Offering and Scorecard and the relation `adopts`, and gives it the components that
 * were registered in the portal.
 *
 * @remarks The model goes in through the extension point itself: `provideStaticCatalogModel` makes a module with
 * a fixed id, of which a back end can hold only one.
 */
export const catalogModuleOfferings = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'offerings',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        model: catalogModelExtensionPoint,
        processing: catalogProcessingExtensionPoint,
      },
      async init({ config, logger, model, processing, ...services }) {
        const stages = readOfferingStages(config);
        model.addModelSource(
          CatalogModelSources.static([
            annotationsModelLayer,
            createOfferingModelLayer({ stages }),
            scorecardModelLayer,
          ]),
        );
        processing.addProcessor(
          new OfferingValidationProcessor({ stages }),
          new AdoptsAnnotationProcessor({ logger }),
        );
        const registrations = new RegistrationProvider({
          client: new RegistrationClient(services),
          logger,
        });
        processing.addEntityProvider(registrations);
        services.lifecycle.addShutdownHook(() => registrations.stop());
      },
    });
  },
});
