import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { DefaultVisibleEntities } from './DefaultVisibleEntities';
import { VisibleEntities } from './VisibleEntities';

/** One a plugin, because a token's access restrictions are those of the plugin that was called. */
export const visibleEntitiesServiceRef = createServiceRef<VisibleEntities>({
  id: 'ml-platform.visible-entities',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        permissions: coreServices.permissions,
      },
      factory: services => new DefaultVisibleEntities(services),
    }),
});
