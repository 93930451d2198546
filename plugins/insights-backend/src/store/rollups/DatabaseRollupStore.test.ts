import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migrate } from '../migrate';
import { DatabaseRollupStore } from './DatabaseRollupStore';
import { markDays, markDaysOfRuns } from './markDirty';
import { RunFixtures, actorHex } from './runFixtures';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const LANES = 'group:default/lanes';

describe('DatabaseRollupStore', () => {
  let knex: Knex;
  let fixtures: RunFixtures;
  let store: DatabaseRollupStore;

  beforeEach(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    fixtures = new RunFixtures(knex);
    store = DatabaseRollupStore.create(knex);
  });

  afterEach(async () => await knex.destroy());

  async function recomputeAll(): Promise<void> {
    while ((await store.recompute(100)).days > 0);
  }

  it('computes the cells of one team and day from its runs', async () => {
    await fixtures.decide({ subject: 'a', team: LANES, stage: 'training' });
    const ids = await fixtures.runs([
      {
        subject: 'a',
        actor: 'ann',
        submitted: '2026-03-02T10:00:00Z',
        started: '2026-03-02T10:01:00Z',
        ended: '2026-03-02T11:01:00Z',
        outcome: 'succeeded',
      },
      {
        subject: 'a',
        actor: 'bob',
        submitted: '2026-03-02T12:00:00Z',
        started: '2026-03-02T12:00:00Z',
        ended: '2026-03-02T12:30:00Z',
        outcome: 'failed',
      },
      {
        subject: 'a',
        actor: 'ann',
        submitted: '2026-03-02T13:00:00Z',
        ended: '2026-03-02T13:05:00Z',
        outcome: 'cancelled',
      },
    ]);
    await markDaysOfRuns(knex, ids);

    expect(await store.recompute(10)).toEqual({ days: 1 });

    const cells = await knex('cell').orderBy('metric');
    expect(cells).toEqual([
      expect.objectContaining({
        metric: 'queue_time',
        team_ref: LANES,
        stage: 'training',
        trigger: 'unknown',
        run_class: 'full',
        n: '2',
        sum_ms: '60000',
        zeros: '1',
        never_started: '1',
        values_ms: ['0', '60000'],
        censored_ms: ['300000'],
        bucket_index: [-1, 1101],
        bucket_count: ['1', '1'],
        people: [
          Buffer.from(actorHex('ann'), 'hex'),
          Buffer.from(actorHex('bob'), 'hex'),
        ],
        people_ms: ['60000', '0'],
      }),
      expect.objectContaining({
        metric: 'run_time',
        n: '1',
        sum_ms: '3600000',
        values_ms: ['3600000'],
        never_started: '0',
      }),
    ]);
    expect(await store.countMarks()).toBe(0);
  });

  it('leaves out what no metric counts, and counts runs without a job under no team', async () => {
    await fixtures.decide({ subject: 'a', team: LANES });
    const times = {
      submitted: '2026-03-02T10:00:00Z',
      started: '2026-03-02T10:00:10Z',
      ended: '2026-03-02T10:10:00Z',
    };
    await fixtures.runs([
      { subject: 'a', ...times, outcome: 'skipped' },
      { subject: 'a', ...times, impossible: 'ended-before-started' },
      { subject: 'a', ...times, parent: 'root', outcome: 'succeeded' },
      { subject: 'a', ...times, outcome: 'lost' },
      { subject: '', ...times, outcome: 'succeeded' },
    ]);
    await markDays(knex, [
      { team: LANES, day: '2026-03-02' },
      { team: '', day: '2026-03-02' },
    ]);
    await recomputeAll();

    const cells = await knex('cell')
      .select('metric', 'team_ref', 'n', 'stage')
      .orderBy(['team_ref', 'metric']);
    expect(cells).toEqual([
      { metric: 'queue_time', team_ref: '', n: '1', stage: 'unknown' },
      { metric: 'run_time', team_ref: '', n: '1', stage: 'unknown' },
      { metric: 'queue_time', team_ref: LANES, n: '1', stage: 'unknown' },
    ]);
  });
});
