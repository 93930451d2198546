import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  everyWeek,
  insertAdoptionOrganisation,
  insertUse,
  LANES,
  MAPS,
  QUEUE,
} from '../../__testUtils__/adoptionFixtures';
import { databases } from '../../__testUtils__/startInsights';
import { AdoptionRecorder } from '../../service/adoption/AdoptionRecorder';
import { people } from '../metrics/cellFixtures';
import { migrate } from '../migrate';
import { DatabaseAdoptionLedger } from './DatabaseAdoptionLedger';
import { DatabaseAdoptionStore } from './DatabaseAdoptionStore';
import { DatabaseStateStore } from './DatabaseStateStore';

jest.setTimeout(120_000);

const NOW = new Date('2024-07-01T12:00:00Z');
const STATES = '20261125130000_adoption_states.js';
const ADOPTION = '20261124140000_adoption.js';
const directory = resolvePackagePath(
  '@mli/plugin-insights-backend',
  'migrations',
);

it('the migrations of adoption go down and up with rows in the tables', async () => {
  const knex = await databases.init('POSTGRES_18');
  await migrate(knex);
  await insertAdoptionOrganisation(knex);
  await insertUse(
    knex,
    LANES,
    QUEUE,
    everyWeek('2024-05-08', 8),
    people('lanes', 6),
  );
  await new AdoptionRecorder({ knex, peopleFloor: 5 }).run(NOW);
  const states = new DatabaseStateStore(knex);
  await states.writeTeams(
    [{ team: LANES, day: '2024-07-01', version: 'v', pairs: [] }],
    NOW,
  );
  await states.writeBackground({
    day: '2024-07-01',
    stages: new Map([[LANES, new Set(['training'])]]),
    sourceDays: [],
    computedAt: NOW,
  });
  const pair = { team_ref: LANES, offering_ref: QUEUE };
  const [said] = await knex('declaration')
    .insert({ ...pair, state: 'declined', said_by: 'user:default/one' })
    .returning('id');
  await knex('not_relevant_confirmation').insert({
    ...pair,
    declaration_id: said.id,
    confirmed: true,
    decided_by: 'user:default/two',
  });
  const [asked] = await knex('onboarding_request')
    .insert({ ...pair, goal: 'shorter waits', asked_by: 'user:default/one' })
    .returning('id');
  await knex('onboarding_event').insert({
    request_id: asked.id,
    state: 'asked',
  });

  await knex.migrate.down({ directory, name: STATES });
  expect(await knex.schema.hasTable('activity_change')).toBe(false);
  // Without the trigger the roll-ups go on; what they do is found when it is back.
  await insertUse(knex, MAPS, QUEUE, ['2024-05-08'], people('maps', 5));
  await knex.migrate.up({ directory, name: STATES });
  expect(await DatabaseAdoptionStore.create(knex).changes()).toMatchObject([
    { team: LANES, firstDay: '2024-05-08' },
    { team: MAPS, firstDay: '2024-05-08' },
  ]);
  const ledger = new DatabaseAdoptionLedger(knex);
  expect(await ledger.decisions()).toMatchObject([{ date: '2024-05-06' }]);

  await knex.migrate.down({ directory, name: STATES });
  await knex.migrate.down({ directory, name: ADOPTION });
  expect(await knex.schema.hasTable('adoption_decision')).toBe(false);
  expect(await knex.schema.hasTable('onboarding_request')).toBe(false);
  await migrate(knex);
  expect(await ledger.decisions()).toEqual([]);
});
