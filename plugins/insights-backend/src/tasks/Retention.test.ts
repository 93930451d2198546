import { mockServices } from '@backstage/backend-test-utils';
import { readRunRecord } from '../core/ingest/readRunRecord';
import { migrate } from '../store/migrate';
import { DatabaseRollupStore } from '../store/rollups/DatabaseRollupStore';
import { RunModelFixture } from '../__testUtils__/RunModelFixture';
import { databases } from '../__testUtils__/startInsights';
import { Retention } from './Retention';

jest.setTimeout(120_000);

it('deletes old events of runs that are over, and leaves runs, open ones with their events', async () => {
  const knex = await databases.init('POSTGRES_18');
  await migrate(knex);
  const model = new RunModelFixture(knex);
  const source = await model.source('file', 'file');
  const run = { namespace: 'n', job: 'j', startedAt: '2026-03-02T10:00:00Z' };
  const send = async () =>
    await model.send(
      source,
      [
        { ...run, id: 'over', outcome: 'succeeded' as const },
        { ...run, id: 'open' },
      ],
      { name: 'run-record', read: readRunRecord },
    );
  await send();
  const retention = (eventsDays?: number) =>
    new Retention({ knex, logger: mockServices.logger.mock(), eventsDays });
  const later = (days: number) => new Date(Date.now() + days * 86_400_000);

  expect(await retention().run(later(9_000))).toBe(0);
  expect(await retention(90).run(later(89))).toBe(0);
  expect(await retention(90).run(later(91))).toBe(1);
  expect(await knex('event').pluck('run_key')).toEqual(['open']);
  const rows = await knex('run').orderBy('run_key');
  expect(rows).toHaveLength(2);

  expect(await send()).toEqual(['accepted', 'duplicate']);
  expect((await knex('run').orderBy('run_key')).map(row => row.state)).toEqual(
    rows.map(row => row.state),
  );
});

it('deletes old runs and uses, and leaves what later days are computed from, and every cell as it was', async () => {
  const knex = await databases.init('POSTGRES_18');
  await migrate(knex);
  const model = new RunModelFixture(knex);
  const source = await model.source('tracker', 'mlflow');
  const cluster = await model.source('cluster', 'slurm');
  const now = new Date('2026-03-15T00:00:00Z');
  const record = { name: 'run-record' as const, read: readRunRecord };
  const run = (id: string, day: string, changes: object = {}) => ({
    id,
    namespace: 'n',
    job: `job of ${id}`,
    team: 'lanes',
    startedAt: `${day}T10:00:00Z`,
    endedAt: `${day}T11:00:00Z`,
    outcome: 'succeeded',
    ...changes,
  });
  const answers = await model.send(
    source,
    [
      run('old', '2025-03-02'),
      run('open', '2025-03-02', { endedAt: undefined, outcome: undefined }),
      run('joined', '2025-03-02', { externalIds: ['slurm:77'] }),
      run('parent', '2025-03-02'),
      run('old child', '2025-03-03', { parentId: 'old' }),
      run('young child', '2026-03-02', { parentId: 'parent' }),
      run('young', '2026-03-02'),
      run('producer', '2025-03-02', {
        outputs: [{ namespace: 's3', name: 'table' }],
      }),
      run('reader', '2026-03-02', {
        inputs: [{ namespace: 's3', name: 'table' }],
      }),
    ],
    record,
  );
  await model.send(
    cluster,
    [run('77', '2025-03-02', { endedAt: '2026-03-02T10:00:00Z' })],
    record,
  );
  expect(new Set(answers)).toEqual(new Set(['accepted']));
  await knex('usage_event').insert(
    ['2025-03-02', '2026-03-02'].map(day => ({
      source_id: source.id,
      event_id: day,
      at: new Date(day),
    })),
  );
  const rollups = DatabaseRollupStore.create(knex);
  while ((await rollups.recompute(500)).days > 0);
  const cells = async () =>
    await knex('cell').orderBy(['metric', 'day', 'stage', 'source_id']);
  const before = await cells();
  expect(before.length).toBeGreaterThan(10);

  const retention = new Retention({
    knex,
    logger: mockServices.logger.mock(),
    eventsDays: undefined,
    runsDays: 120,
    usageDays: 120,
  });
  await retention.run(now);
  expect(await knex('run').orderBy('run_key').pluck('run_key')).toEqual(
    [
      '77',
      'joined',
      'open',
      'parent',
      'producer',
      'reader',
      'young',
      'young child',
    ].sort(),
  );
  expect(await knex('usage_event').pluck('event_id')).toEqual(['2026-03-02']);

  // A mark of a day whose runs are gone is worked off by nobody.
  await knex('dirty_day').insert({
    team_ref: 'group:default/lanes',
    day: '2025-03-02',
  });
  while ((await rollups.recompute(500)).days > 0);
  expect(await cells()).toEqual(before);
  await retention.run(now);
  expect(await knex('dirty_day')).toEqual([]);

  // The horizon never moves back: what is deleted stays deleted.
  await new Retention({
    knex,
    logger: mockServices.logger.mock(),
    eventsDays: undefined,
    runsDays: 3_000,
  }).run(now);
  const [{ frozen_before: frozen }] = await knex('retention_horizon').select(
    knex.raw('frozen_before::text'),
  );
  expect(frozen).toBe('2025-12-20');
});
