import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { readPlatformConfig } from '@mli/plugin-ml-platform-node';
import { MliPolicy } from './policy/MliPolicy';
import { findConfigFaults } from './start-check/findConfigFaults';

/** Who may see, write and administer; and a start that refuses tokens and sign-ins which would undo it. */
export const permissionModuleMliPolicy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'mli-policy',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        policy: policyExtensionPoint,
        userInfo: coreServices.userInfo,
      },
      async init({ config, policy, userInfo }) {
        const settings = readPlatformConfig(config);
        const faults = findConfigFaults(config, settings.environment);
        if (faults.length) {
          throw new Error(
            `The configuration is not safe to start with. ${faults.join(' ')}`,
          );
        }
        policy.setPolicy(new MliPolicy({ settings, userInfo }));
      },
    });
  },
});
