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

/**
 * Teaches the catalog the kinds Offering and Scorecard and the relation `adopts`.
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
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        model: catalogModelExtensionPoint,
        processing: catalogProcessingExtensionPoint,
      },
      async init({ config, logger, model, processing }) {
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
      },
    });
  },
});
