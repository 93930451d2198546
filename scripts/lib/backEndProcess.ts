import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { rootHttpRouter } from '../../packages/backend/src/rootHttpRouter';

// Whoever started it is gone: nobody would end it.
process.once('disconnect', () => process.exit(1));

/**
 * A back end made of the modules and the configuration that the environment variable BACK_END holds. Started by
 * `startBackEnd` of backEnd.mjs, which is told when it is ready.
 */
async function main(): Promise<void> {
  const { config, features } = JSON.parse(process.env.BACK_END ?? '{}');
  const backend = createBackend();
  backend.add(
    createServiceFactory({
      service: coreServices.rootConfig,
      deps: {},
      // The reader lacks only what watches for changes.
      factory: () => new ConfigReader(config) as never,
    }),
  );
  backend.add(rootHttpRouter);
  for (const feature of features) {
    // Not `import`: that one finds no folders.
    backend.add(require(feature).default);
  }
  await backend.start();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  process.on('message', asked => {
    if (asked === 'event-loop') {
      process.send?.({ eventLoopP99Ms: delay.percentile(99) / 1e6 });
      delay.reset();
    }
  });
  process.send?.('ready');
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
