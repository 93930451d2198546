import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { createBackend } from '@backstage/backend-defaults';
import { ConfigReader } from '@backstage/config';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import insightsPlugin from '../../plugins/insights-backend/src';
import mlflowModule from '../../plugins/insights-backend-module-mlflow/src';
import slurmModule from '../../plugins/insights-backend-module-slurm/src';

/** A back end with insights and its modules, configured by the environment variable INTEGRATION_CONFIG. */
async function main(): Promise<void> {
  const data = JSON.parse(process.env.INTEGRATION_CONFIG ?? '{}');
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
  backend.add(mlflowModule);
  backend.add(slurmModule);
  await backend.start();
  process.send?.('ready');
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
