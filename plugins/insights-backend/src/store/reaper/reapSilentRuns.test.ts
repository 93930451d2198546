import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { Reaper } from '../../tasks/Reaper';
import { migrate } from '../migrate';
import { clearTables, RunFixtures } from '../../__testUtils__/RunFixtures';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const LANES = 'group:default/lanes';
const NOW = new Date('2026-03-10T12:00:00Z');
const hoursAgo = (hours: number) =>
  new Date(NOW.getTime() - hours * 3_600_000).toISOString();

describe('Reaper', () => {
  let knex: Knex;
  let fixtures: RunFixtures;
  let marked: number;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });

  beforeEach(async () => {
    await clearTables(knex);
    fixtures = new RunFixtures(knex);
    marked = 0;
    await fixtures.decide({ subject: 'job', team: LANES });
  });

  afterAll(async () => await knex.destroy());

  const reap = async () =>
    await new Reaper({
      knex,
      logger: mockServices.logger.mock(),
      onMarked: () => (marked += 1),
    }).run(NOW);
  const lost = async () =>
    await knex('run')
      .where({ outcome: 'lost' })
      .orderBy('run_key')
      .pluck('run_key');

  it('closes what has been silent for more than 72 hours, with what was last heard as its end', async () => {
    await fixtures.runs([
      {
        key: 'silent',
        subject: 'job',
        submitted: hoursAgo(75),
        started: hoursAgo(74),
      },
      { key: 'recent', subject: 'job', started: hoursAgo(71) },
      {
        key: 'beating',
        subject: 'job',
        started: hoursAgo(500),
        heartbeat: hoursAgo(1),
      },
      {
        key: 'was-beating',
        subject: 'job',
        started: hoursAgo(500),
        heartbeat: hoursAgo(80),
      },
      { key: 'queued', subject: 'job', submitted: hoursAgo(100) },
      {
        key: 'ended',
        subject: 'job',
        started: hoursAgo(100),
        ended: hoursAgo(99),
        outcome: 'failed',
      },
    ]);
    expect(await reap()).toBe(3);
    expect(await lost()).toEqual(['queued', 'silent', 'was-beating']);
    expect(marked).toBe(1);
    const [row] = await knex('run').where({ run_key: 'was-beating' });
    expect(row).toMatchObject({
      closed_by: 'reaper',
      cause: null,
      ended_at: new Date(hoursAgo(80)),
    });
    expect(await knex('dirty_day').where({ team_ref: LANES })).not.toHaveLength(
      0,
    );
    expect(await reap()).toBe(0);
  });

  it('waits three times as long as the slowest runs of the job take', async () => {
    await fixtures.decide({ subject: 'other', team: LANES });
    await fixtures.runs([
      {
        subject: 'job',
        started: hoursAgo(900),
        ended: hoursAgo(860),
        outcome: 'succeeded',
      },
      { key: 'within', subject: 'job', started: hoursAgo(119) },
      { key: 'beyond', subject: 'job', started: hoursAgo(121) },
      { key: 'quick-job', subject: 'other', started: hoursAgo(73) },
    ]);
    await reap();
    expect(await lost()).toEqual(['beyond', 'quick-job']);
  });

  it('leaves histories alone', async () => {
    await fixtures.source('history', true);
    await fixtures.run({
      subject: 'job',
      source: 'history',
      started: hoursAgo(10_000),
    });
    expect(await reap()).toBe(0);
    expect(marked).toBe(0);
  });

  it('passes over a run that is being written', async () => {
    await fixtures.run({
      key: 'silent',
      subject: 'job',
      started: hoursAgo(100),
    });
    const writer = await knex.transaction();
    await writer('run').where({ run_key: 'silent' }).forUpdate();
    expect(await reap()).toBe(0);
    await writer.rollback();
    expect(await reap()).toBe(1);
  });
});
