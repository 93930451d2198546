import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { setTimeout } from 'node:timers/promises';
import { OrganisationBuilder } from '../core/organisation/OrganisationBuilder';
import {
  CatalogOrganisationReader,
  OrganisationReader,
} from './CatalogOrganisationReader';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const RULES = {
  roleOf: () => 'customer' as const,
  hash: (name: string) => `#${name}`,
  normalise: (login: string) => login,
};

function entity(
  kind: string,
  name: string,
  spec: Entity['spec'],
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion:
      kind === 'Offering' ? 'mli.internal/v1alpha1' : 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      annotations: {
        'backstage.io/managed-by-location': 'url:https://example.com/a.yaml',
        'backstage.io/managed-by-origin-location':
          'url:https://example.com/a.yaml',
        ...annotations,
      },
    },
    spec,
  };
}

const ENTITIES: Entity[] = [
  entity(
    'Group',
    'lanes',
    {
      type: 'customer-team',
      parent: 'perception',
      children: [],
      members: ['bob'],
      profile: { displayName: 'Lanes' },
    },
    { 'mli.internal/adopts': 'store' },
  ),
  entity('Group', 'perception', { type: 'department', children: [] }),
  entity(
    'User',
    'ann',
    { memberOf: ['lanes'] },
    { 'mli.internal/logins': 'a.nn, ann2' },
  ),
  entity('User', 'bob', { memberOf: [] }),
  entity(
    'User',
    'robot',
    { memberOf: ['lanes'] },
    { 'mli.internal/actor-kind': 'service' },
  ),
  entity(
    'Component',
    'trainer',
    { type: 'notebook-project', lifecycle: 'production', owner: 'lanes' },
    {
      'mli.internal/jobs': 'airflow/lane-*',
      'mli.internal/repositories': 'https://git/*',
      'mli.internal/experiments': 'lanes',
      'mli.internal/stage': 'labeling',
      'mli.internal/adopts': 'store',
    },
  ),
  entity('Offering', 'store', {
    owner: 'lanes',
    stages: ['features'],
    lifecycle: 'ga',
    telemetry: [{ source: 'openlineage', jobNamespace: 'feast*' }],
    audience: { filter: { 'spec.type': 'customer-team' } },
    adoptedWhen: { actor: 'people' },
    onboarding: { expectedDays: 3, guide: 'https://example.com' },
    problem: 'not needed here',
  }),
];

/** Feeds the entities into a real catalog. */
class ListProvider implements EntityProvider {
  getProviderName() {
    return 'list';
  }

  async connect(connection: EntityProviderConnection) {
    await connection.applyMutation({
      type: 'full',
      entities: ENTITIES.map(each => ({ entity: each })),
    });
  }
}

const entities = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'list',
  register(env) {
    env.registerInit({
      deps: { catalog: catalogProcessingExtensionPoint },
      async init({ catalog }) {
        catalog.addEntityProvider(new ListProvider());
        catalog.addProcessor({
          getProcessorName: () => 'offering-kind',
          validateEntityKind: async each => each.kind === 'Offering',
        });
      },
    });
  },
});

it('reads from a real catalog, with the fields it asks for, what the whole entities say', async () => {
  const knex = await databases.init('POSTGRES_18');
  let reader: OrganisationReader | undefined;
  const subject = createBackendPlugin({
    pluginId: 'subject',
    register(env) {
      env.registerInit({
        deps: { auth: coreServices.auth, catalog: catalogServiceRef },
        async init({ auth, catalog }) {
          reader = new CatalogOrganisationReader({
            auth,
            catalog,
            rules: RULES,
          });
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [
      catalogPlugin,
      entities,
      subject,
      mockServices.database.factory({ knex }),
      mockServices.rootConfig.factory({
        data: {
          catalog: {
            stitchingStrategy: {
              mode: 'deferred',
              pollingInterval: { milliseconds: 100 },
            },
            rules: [{ allow: ['Group', 'User', 'Component', 'Offering'] }],
          },
        },
      }),
    ],
  });

  const whole = new OrganisationBuilder(RULES);
  ENTITIES.forEach(each => whole.add(each));
  const expected = whole.build();

  let read = await reader!.read();
  for (
    let tries = 0;
    read.offerings.size + read.units.size < 3 && tries < 100;
    tries++
  ) {
    await setTimeout(200);
    read = await reader!.read();
  }
  await backend.stop();

  const sorted = (organisation: typeof expected) =>
    Object.fromEntries(
      Object.entries(organisation).map(([kind, records]) => [
        kind,
        [...records].sort(),
      ]),
    );
  expect(sorted(read)).toEqual(sorted(expected));
  expect(
    read.components.get('component:default/trainer')?.patterns,
  ).toHaveLength(3);
});
