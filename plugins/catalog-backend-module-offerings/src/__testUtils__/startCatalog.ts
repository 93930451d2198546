import {
  BackendFeature,
  createBackendModule,
} from '@backstage/backend-plugin-api';
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
  stringifyEntityRef,
} from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  EntityProvider,
  EntityProviderConnection,
  catalogProcessingExtensionPoint,
} from '@backstage/plugin-catalog-node';
import { JsonObject } from '@backstage/types';
import catalogModuleOfferings from '..';

export interface TestCatalog {
  /** Adds entities or replaces them, as an entity provider does. */
  provide(...entities: Entity[]): Promise<void>;
  /** The same as a file at a place does it. */
  provideFrom(location: string, ...entities: Entity[]): Promise<void>;
  /** The stitched entity once `until` holds for it; fails after 15 seconds, saying how it looked. */
  entity(ref: string, until: (entity: Entity) => boolean): Promise<Entity>;
  /** What processing said against an entity, once it said something. */
  faultsOf(ref: string): Promise<string>;
  exists(ref: string): Promise<boolean>;
  stop(): Promise<void>;
}

class TestProvider implements EntityProvider {
  connection?: EntityProviderConnection;

  getProviderName(): string {
    return 'test-provider';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.connection = connection;
  }
}

/** The real catalog back end on PostgreSQL with the module under test. */
export async function startCatalog(
  databases: TestDatabases,
  config: JsonObject = {},
  features: BackendFeature[] = [],
): Promise<TestCatalog> {
  const knex = await databases.init('POSTGRES_18');
  const faults = new Map<string, string>();
  const provider = new TestProvider();
  const backend = await startTestBackend({
    features: [
      ...features,
      catalogPlugin,
      catalogModuleOfferings,
      testModule(provider, faults),
      mockServices.database.factory({ knex }),
      mockServices.rootConfig.factory({
        data: {
          ...config,
          catalog: {
            stitchingStrategy: {
              mode: 'deferred',
              pollingInterval: { milliseconds: 50 },
            },
          },
        },
      }),
    ],
  });
  const read = (ref: string) => readEntity(backend, ref);
  return {
    provide: async (...entities) => {
      await provider.connection?.applyMutation({
        type: 'delta',
        added: entities.map(entity => ({ entity: located(entity) })),
        removed: [],
      });
    },
    provideFrom: async (location, ...entities) => {
      await provider.connection?.applyMutation({
        type: 'delta',
        added: entities.map(entity => ({
          entity: located(entity, location),
          locationKey: location,
        })),
        removed: [],
      });
    },
    entity: async (ref, until) => {
      const seen = await eventually(
        () => read(ref),
        entity => entity !== undefined && until(entity),
      );
      return seen as Entity; // `eventually` has just seen that it is defined
    },
    faultsOf: async ref =>
      (await eventually(
        async () => faults.get(ref),
        fault => fault !== undefined,
      )) ?? '',
    exists: async ref => (await read(ref)) !== undefined,
    stop: () => backend.stop(),
  };
}

function testModule(provider: TestProvider, faults: Map<string, string>) {
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'test-provider',
    register(reg) {
      reg.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider(provider);
          processing.setOnProcessingErrorHandler(
            ({ unprocessedEntity, errors }) => {
              faults.set(
                stringifyEntityRef(unprocessedEntity),
                errors.map(error => error.message).join('\n'),
              );
            },
          );
        },
      });
    },
  });
}

function located(entity: Entity, location = 'test:provider'): Entity {
  const annotations = {
    [ANNOTATION_LOCATION]: location,
    [ANNOTATION_ORIGIN_LOCATION]: location,
    ...entity.metadata.annotations,
  };
  return { ...entity, metadata: { ...entity.metadata, annotations } };
}

async function readEntity(
  backend: TestBackend,
  ref: string,
): Promise<Entity | undefined> {
  const [kind, namespace, name] = ref.split(/[:/]/);
  const response = await fetch(
    `http://localhost:${backend.server.port()}/api/catalog/entities/by-name/${kind}/${namespace}/${name}`,
  );
  return response.status === 404 ? undefined : response.json();
}

async function eventually<T>(
  read: () => Promise<T>,
  until: (value: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const value = await read();
    if (until(value)) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Waited 15 seconds in vain; last seen: ${JSON.stringify(value)}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
