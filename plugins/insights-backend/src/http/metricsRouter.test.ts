import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { AuthorizeResult, PolicyDecision } from '@backstage/plugin-permission-common';
import {
  insightsTeamSpeedReadPermission,
  metricAnswerSchema,
} from '@mli/plugin-insights-common';
import { VisibleRefs } from '@mli/plugin-ml-platform-node';
import { Knex } from 'knex';
import request from 'supertest';
import {
  registerTeamSpeed,
  createTeamSpeedDecision,
  teamSpeedConditions,
} from '../permissions/teamSpeed';
import { MetricsService } from '../service/MetricsService';
import { ReleasedNodes } from '../service/ReleasedNodes';
import { TeamSpeedAccess } from '../service/TeamSpeedAccess';
import {
  insertCells,
  insertSources,
  insertUnits,
  people,
} from '../store/metrics/cellFixtures';
import { DatabaseMetricsStore } from '../store/metrics/DatabaseMetricsStore';
import { DatabaseOrganisationReader } from '../store/metrics/DatabaseOrganisationReader';
import { migrate } from '../store/migrate';
import { createMetricsRouter } from './metricsRouter';

const ALLOWED: PolicyDecision = { result: AuthorizeResult.ALLOW };
const NOW = new Date('2024-07-01T12:00:00Z');
const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

jest.setTimeout(60_000);

async function startPortal(options: {
  knex: Knex;
  ownUnits?: string[];
  visibleUnits?: VisibleRefs;
}) {
  const { knex, ownUnits, visibleUnits = 'all' } = options;
  const plugin = createBackendPlugin({
    pluginId: 'insights',
    register(env) {
      env.registerInit({
        deps: {
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
        },
        async init({ httpAuth, httpRouter, permissions, permissionsRegistry }) {
          const organisations = DatabaseOrganisationReader.create(knex);
          const store = DatabaseMetricsStore.create(knex);
          registerTeamSpeed(permissionsRegistry, organisations);
          const firstMonday = '2024-01-01';
          httpRouter.use(
            createMetricsRouter({
              httpAuth,
              visible: {
                visibleRefs: async (_, kind) =>
                  kind === 'Group' ? visibleUnits : 'all',
              },
              access: new TeamSpeedAccess({ permissions, permissionsRegistry }),
              metrics: new MetricsService({
                store,
                organisations,
                released: new ReleasedNodes({
                  store,
                  organisations,
                  release: {
                    peopleFloor: 5,
                    firstMonday,
                    freshForMilliseconds: 0,
                  },
                }),
                stages: ['data', 'training', 'evaluation'],
                firstMonday,
              }),
              stages: ['data', 'training', 'evaluation'],
              firstMonday,
              now: () => NOW,
            }),
          );
        },
      });
    },
  });
  const decision = ownUnits
    ? createTeamSpeedDecision(
        insightsTeamSpeedReadPermission,
        teamSpeedConditions.isTeamOrInLine({ units: ownUnits }),
      )
    : ALLOWED;
  const backend = await startTestBackend({
    features: [
      plugin,
      mockServices.permissions.mock({
        authorizeConditional: async requests => requests.map(() => decision),
      }).factory,
    ],
  });
  return backend.server;
}

const LANES = 'group:default/lanes';
const MAPS = 'group:default/maps';
const ROOT = 'group:default/autonomy';

describe('GET /metrics/{metric}', () => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    await insertSources(knex, { local: 'openlineage', 'empty-source': 'file' });
    await insertUnits(knex, [
      { ref: ROOT, role: 'other' },
      { ref: LANES, parent: ROOT, members: people('lanes', 8) },
      { ref: MAPS, parent: ROOT, members: people('maps', 6) },
    ]);
    const seconds = Array.from({ length: 100 }, (_, index) => index * 1000);
    await insertCells(knex, [
      { day: '2024-05-06', team: LANES, milliseconds: seconds },
      { day: '2024-05-14', team: MAPS, milliseconds: seconds.slice(0, 30) },
      {
        day: '2024-05-14',
        team: MAPS,
        stage: 'evaluation',
        milliseconds: [1000],
      },
    ]);
  });

  it('answers a team with its quantiles, window and definition', async () => {
    const server = await startPortal({ knex });
    const response = await request(server)
      .get('/api/insights/metrics/queue_time?team=lanes')
      .expect(200);
    expect(metricAnswerSchema.parse(response.body)).toEqual({
      metric: 'queue_time',
      definition: expect.objectContaining({ version: 1, class: 'S' }),
      unit: 'seconds',
      group: { team: LANES },
      scope: 'direct',
      window: { name: '12w', from: '2024-03-25', to: '2024-06-17' },
      status: 'ok',
      n: 100,
      people: '5-9',
      neverStarted: 0,
      p50: 49.5,
      p75: 74.25,
      p90: 89.1,
      p95: 94.05,
      mean: 49.5,
      zeroShare: 0.01,
      computedAt: NOW.toISOString(),
    });
  });
});
