import {
  BackendFeature,
  coreServices,
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import {
  TestBackend,
  TestDatabases,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
} from '@backstage/catalog-model';
import authPlugin from '@backstage/plugin-auth-backend';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import permissionPlugin from '@backstage/plugin-permission-backend';
import authModuleDemoProvider from '@mli/plugin-auth-backend-module-demo-provider';
import { visibleEntitiesServiceRef } from '@mli/plugin-ml-platform-node';
import { JsonObject } from '@backstage/types';
import policyModule from '..';

type Services = {
  auth: (typeof coreServices.auth)['T'];
  permissions: (typeof coreServices.permissions)['T'];
  visible: (typeof visibleEntitiesServiceRef)['T'];
};

export interface TestPortal {
  /** The services of a plugin that takes part. */
  readonly services: Services;
  /** The token of a person of the catalog, as the sign-in page gets it; waits until the catalog has the person. */
  signIn(name: string): Promise<string>;
  call(
    path: string,
    options: { token?: string; body?: JsonObject; method?: string },
  ): Promise<Response>;
  stop(): Promise<void>;
}

interface StartPortalOptions {
  entities: Entity[];
  config?: JsonObject;
  /** In place of the module under test. */
  policy?: BackendFeature;
}

/** Catalog, sign-in and permissions as in production, on PostgreSQL, with real tokens. */
export async function startPortal(
  databases: TestDatabases,
  options: StartPortalOptions,
): Promise<TestPortal> {
  let services: Services | undefined;
  const backend = await startTestBackend({
    features: [
      authPlugin,
      authModuleDemoProvider,
      catalogPlugin,
      provider(options.entities),
      permissionPlugin,
      options.policy ?? policyModule,
      probe(deps => {
        services = deps;
      }),
      authServiceFactory,
      httpAuthServiceFactory,
      permissionsServiceFactory,
      userInfoServiceFactory,
      mockServices.database.factory(),
      mockServices.rootConfig.factory({
        data: await configOf(databases, options.config),
      }),
    ],
  });
  if (!services) {
    throw new Error('The probe plugin did not start.');
  }
  return {
    services,
    signIn: name => signIn(backend, name),
    call: (path, { token, body, method }) =>
      fetch(urlOf(backend, path), {
        method: method ?? (body ? 'POST' : 'GET'),
        headers: {
          'content-type': 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body: body && JSON.stringify(body),
      }),
    stop: () => backend.stop(),
  };
}

async function configOf(
  databases: TestDatabases,
  config: JsonObject | undefined,
): Promise<JsonObject> {
  const knex = await databases.init('POSTGRES_18');
  const { host, port, user, password, database } =
    knex.client.config.connection;
  return {
    app: { baseUrl: 'http://localhost:3000' },
    auth: { providers: { demo: {} } },
    permission: { enabled: true },
    ...config,
    backend: {
      database: {
        client: 'pg',
        pluginDivisionMode: 'schema',
        // Named one by one: knex hides the password from a copy of the whole.
        connection: { host, port, user, password, database },
      },
      ...(config?.backend as JsonObject | undefined), // written by the tests beside
    },
  };
}

function probe(started: (services: Services) => void) {
  return createBackendPlugin({
    pluginId: 'probe',
    register(reg) {
      reg.registerInit({
        deps: {
          auth: coreServices.auth,
          permissions: coreServices.permissions,
          visible: visibleEntitiesServiceRef,
        },
        async init(deps) {
          started(deps);
        },
      });
    },
  });
}

function provider(entities: Entity[]) {
  const annotations = {
    [ANNOTATION_LOCATION]: 'test:provider',
    [ANNOTATION_ORIGIN_LOCATION]: 'test:provider',
  };
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'test-provider',
    register(reg) {
      reg.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider({
            getProviderName: () => 'test-provider',
            connect: connection =>
              connection.applyMutation({
                type: 'full',
                entities: entities.map(entity => ({
                  entity: {
                    ...entity,
                    metadata: { ...entity.metadata, annotations },
                  },
                })),
              }),
          });
        },
      });
    },
  });
}

function urlOf(backend: TestBackend, path: string): string {
  return `http://localhost:${backend.server.port()}/api${path}`;
}

async function signIn(backend: TestBackend, name: string): Promise<string> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const response = await fetch(urlOf(backend, '/auth/demo/refresh'), {
      headers: { 'x-mli-demo-user': name },
    });
    const answer = await response.json();
    if (response.ok) {
      return answer.backstageIdentity.token;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `${name} cannot sign in: ${response.status} ${JSON.stringify(answer)}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
