import {
  mockServices,
  startTestBackend,
  TestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { insightsPlugin } from '../plugin';

/** Real PostgreSQL: the SQL of this plugin runs nowhere else. */
export const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

export const TEST_INSIGHTS_CONFIG = {
  actorKey: 'a key for tests that is long enough to be one',
  sources: [
    { name: 'local', kind: 'openlineage', subjects: ['external:local'] },
    {
      name: 'local-history',
      kind: 'openlineage',
      historical: true,
      subjects: ['external:local'],
    },
    { name: 'local-events', kind: 'cloudevents', subjects: ['external:local'] },
    { name: 'other', kind: 'openlineage', subjects: ['external:other'] },
  ],
  importSubjects: ['external:local'],
};

export interface StartedInsights {
  readonly server: TestBackend['server'];
  readonly knex: Knex;
  readonly backend: TestBackend;
}

/** Starts the plugin on the given database, with a catalog of the given entities. */
export async function startInsights(
  knex: Knex,
  options: { entities?: Entity[]; config?: JsonObject } = {},
): Promise<StartedInsights> {
  const backend = await startTestBackend({
    features: [
      insightsPlugin,
      catalogServiceMock.factory({ entities: options.entities ?? [] }),
      mockServices.database.factory({ knex }),
      mockServices.rootConfig.factory({
        data: {
          permission: { enabled: true },
          insights: TEST_INSIGHTS_CONFIG,
          ...options.config,
        },
      }),
    ],
  });
  return { server: backend.server, knex, backend };
}
