import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import offeringsModule from '../../plugins/catalog-backend-module-offerings/src';
import offeringsPlugin from '../../plugins/offerings-backend/src';

/** A back end with catalog and registration, configured by DRILL_CONFIG; a process of its own, to be killed. */
async function main(): Promise<void> {
  const data = JSON.parse(process.env.DRILL_CONFIG ?? '{}');
  const backend = createBackend();
  backend.add(
    createServiceFactory({
      service: coreServices.rootConfig,
      deps: {},
      // The reader lacks only what watches for changes.
      factory: () => new ConfigReader(data) as never,
    }),
  );
  backend.add(catalogPlugin);
  backend.add(offeringsModule);
  backend.add(offeringsPlugin);
  await backend.start();
  process.send?.('ready');
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
