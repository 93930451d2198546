import {
  ApiBlueprint,
  configApiRef,
  createFrontendModule,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  TechDocsStorageClient,
  techdocsStorageApiRef,
} from '@backstage/plugin-techdocs';
import { withoutForeignStyles } from './withoutForeignStyles';

class LocalStylesStorageClient extends TechDocsStorageClient {
  override async getEntityDocs(
    ...request: Parameters<TechDocsStorageClient['getEntityDocs']>
  ): Promise<string> {
    return withoutForeignStyles(await super.getEntityDocs(...request));
  }
}

/** Takes the place of the API of TechDocs that reads pages. */
const storage = ApiBlueprint.make({
  name: 'storage',
  params: define =>
    define({
      api: techdocsStorageApiRef,
      deps: {
        configApi: configApiRef,
        discoveryApi: discoveryApiRef,
        fetchApi: fetchApiRef,
      },
      factory: deps => new LocalStylesStorageClient(deps),
    }),
});

export const techdocsModule = createFrontendModule({
  pluginId: 'techdocs',
  extensions: [storage],
});
