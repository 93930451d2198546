import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { insightsPullSourceExtensionPoint } from '@mli/plugin-insights-node';
import { readMlflowConfig } from './config';
import { MlflowPull } from './MlflowPull';

/** Pulls runs from MLflow tracking servers. */
export const insightsModuleMlflow = createBackendModule({
  pluginId: 'insights',
  moduleId: 'mlflow',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: insightsPullSourceExtensionPoint,
      },
      async init({ config, sources }) {
        for (const server of readMlflowConfig(config)) {
          sources.addPullSource({
            name: server.name,
            kind: 'mlflow',
            historical: server.historical,
            schedule: {
              frequency: { seconds: server.frequencySeconds },
              timeout: { seconds: server.timeoutSeconds },
              initialDelay: { seconds: server.initialDelaySeconds },
            },
            pull: options => new MlflowPull(server, options).run(),
          });
        }
      },
    });
  },
});
