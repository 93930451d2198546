import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { insightsPullSourceExtensionPoint } from '@mli/plugin-insights-node';
import { readSlurmConfig } from './config';
import { pullByCommand } from './pullByCommand';
import { pullFromFolder } from './pullFromFolder';

/** Pulls jobs from the accounting of Slurm clusters. */
export const insightsModuleSlurm = createBackendModule({
  pluginId: 'insights',
  moduleId: 'slurm',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: insightsPullSourceExtensionPoint,
      },
      async init({ config, sources }) {
        for (const source of readSlurmConfig(config)) {
          sources.addPullSource({
            name: source.name,
            kind: 'slurm',
            historical: source.historical,
            schedule: {
              frequency: { seconds: source.frequencySeconds },
              timeout: { seconds: source.timeoutSeconds },
              initialDelay: { seconds: source.initialDelaySeconds },
            },
            pull: options =>
              source.folder === undefined
                ? pullByCommand(source, options)
                : pullFromFolder(source, options),
          });
        }
      },
    });
  },
});
