import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { checkDemoConfig } from './config';
import { demoAuthenticator } from './demoAuthenticator';
import { signInAsChosenUser } from './signInAsChosenUser';

/** Sign in as a person of the demonstration organisation, by choosing one. For development only. */
export const authModuleDemoProvider = createBackendModule({
  pluginId: 'auth',
  moduleId: 'demo-provider',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        providers: authProvidersExtensionPoint,
      },
      async init({ config, providers }) {
        // The back end holds the module everywhere; it is there only where it is configured.
        if (!config.has('auth.providers.demo')) {
          return;
        }
        checkDemoConfig(config);
        providers.registerProvider({
          providerId: 'demo',
          factory: createProxyAuthProviderFactory({
            authenticator: demoAuthenticator,
            signInResolver: signInAsChosenUser,
          }),
        });
      },
    });
  },
});
