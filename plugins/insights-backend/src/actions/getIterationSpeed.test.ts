import { mockCredentials } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { databases } from '../__testUtils__/startInsights';
import { createMetricsService } from '../service/createMetricsService';
import {
  insertCells,
  insertSources,
  insertUnits,
  people,
} from '../store/metrics/cellFixtures';
import { migrate } from '../store/migrate';
import { registerMetricActions } from './registerMetricActions';

jest.setTimeout(60_000);

const FIRST_MONDAY = '2024-01-01';
const NOW = new Date('2024-07-01T12:00:00Z');
const LANES = 'group:default/lanes';
const TINY = 'group:default/tiny';
/** Hidden beside it, so that what is hidden is more than four people. */
const WEE = 'group:default/wee';

it('get-iteration-speed answers what the caller may see, and hides what nobody may', async () => {
  const knex = await databases.init('POSTGRES_18');
  await migrate(knex);
  await insertSources(knex, { local: 'openlineage' });
  await insertUnits(knex, [
    { ref: LANES, members: people('lanes', 8) },
    { ref: TINY, members: people('tiny', 4) },
    { ref: WEE, members: people('wee', 4) },
  ]);
  await insertCells(
    knex,
    [LANES, TINY, WEE].map(team => ({
      day: '2024-05-06',
      team,
      milliseconds: Array(100).fill(60_000),
    })),
  );
  const { metrics } = createMetricsService({
    knex,
    peopleFloor: 5,
    firstMonday: FIRST_MONDAY,
    stages: ['training'],
    freshForMilliseconds: 0,
  });
  const registry = actionsRegistryServiceMock();
  registerMetricActions(registry, {
    metrics,
    // Somebody of another team sees no more than the catalog and the permissions let through.
    callerOf: async credentials => ({
      visibleUnits: 'all',
      visibleOfferings: 'all',
      speedIn: async () => ({
        any: true,
        maySee: unit =>
          unit === LANES ||
          JSON.stringify(credentials.principal).includes('user:default/lead'),
      }),
    }),
    firstMonday: FIRST_MONDAY,
    stages: ['training'],
    now: () => NOW,
  });
  const ask = async (team: string, user: string) =>
    await registry.invoke({
      id: 'test:get-iteration-speed',
      input: { metric: 'queue_time', team },
      credentials: mockCredentials.user(user),
    });
  expect(await ask('lanes', 'user:default/member')).toEqual({
    output: {
      answers: [
        expect.objectContaining({
          status: 'ok',
          group: { team: LANES },
          n: 100,
          p50: 60,
        }),
      ],
    },
  });
  await expect(ask('tiny', 'user:default/member')).rejects.toThrow(
    'You may not read how fast tiny is',
  );
  const hidden = await ask('tiny', 'user:default/lead');
  expect(hidden.output).toEqual({
    answers: [expect.objectContaining({ status: 'hidden' })],
  });
  // People never see how many runs a hidden answer is about.
  expect(JSON.stringify(hidden.output)).not.toContain('"n"');
  await expect(ask('nobody', 'user:default/lead')).rejects.toThrow(
    "There is no unit 'group:default/nobody'",
  );
});
