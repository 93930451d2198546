import { createBackendModule } from '@backstage/backend-plugin-api';
import { catalogCollatorExtensionPoint } from '@backstage/plugin-search-backend-module-catalog';
import { toSearchDocument } from './toSearchDocument';

/** Lets the portal's search find an offering by the words of the problem it solves. */
export const searchModuleOfferings = createBackendModule({
  pluginId: 'search',
  moduleId: 'offerings',
  register(env) {
    env.registerInit({
      deps: { collator: catalogCollatorExtensionPoint },
      async init({ collator }) {
        collator.setEntityTransformer(toSearchDocument);
      },
    });
  },
});
