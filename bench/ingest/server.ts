import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { createBackend } from '@backstage/backend-defaults';
import { ConfigReader } from '@backstage/config';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import insightsPlugin from '../../plugins/insights-backend/src';

/**
 * A back end with the insights plugin, configured by the environment variable BENCH_CONFIG. It is a process of its
 * own, so that the load does not share its event loop; it measures the delay of that loop and prints it when asked.
 */
async function main(): Promise<void> {
  const data = JSON.parse(process.env.BENCH_CONFIG ?? '{}');
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
  backend.add(insightsPlugin);
  await backend.start();
  process.send?.('ready');
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
