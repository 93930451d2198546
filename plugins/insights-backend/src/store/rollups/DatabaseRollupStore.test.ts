import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migrate } from '../migrate';
import { claimMarks, deleteMarks } from './claimMarks';
import { DatabaseRollupStore } from './DatabaseRollupStore';
import { markDays, markDaysOfRuns } from './markDirty';
import { recomputeScope } from './recompute';
import {
  actorHex,
  clearTables,
  RunFixtures,
} from '../../__testUtils__/RunFixtures';
import { toScope } from './scope';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const LANES = 'group:default/lanes';

describe('DatabaseRollupStore', () => {
  let knex: Knex;
  let fixtures: RunFixtures;
  let store: DatabaseRollupStore;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });

  /** Transactions a test holds open; one left behind by a failure would block everything after it. */
  const open: Knex.Transaction[] = [];
  const begin = async () => {
    const tx = await knex.transaction();
    open.push(tx);
    return tx;
  };

  afterEach(async () => {
    await Promise.all(open.splice(0).map(tx => tx.rollback()));
  });

  beforeEach(async () => {
    await clearTables(knex);
    fixtures = new RunFixtures(knex);
    store = DatabaseRollupStore.create(knex);
  });

  afterAll(async () => await knex.destroy());

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

    const cells = await knex('cell')
      .whereIn('metric', ['queue_time', 'run_time'])
      .orderBy('metric');
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
    // The day is done; its two actors have sequences to be made from it.
    expect(await knex('dirty_day')).toHaveLength(0);
    expect(await store.countMarks()).toEqual({ days: 0, actors: 2 });
    while ((await store.recompute(10)).days > 0) {
      // until nothing is marked
    }
    expect(await store.countMarks()).toMatchObject({ days: 0 });
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
      .whereIn('metric', ['queue_time', 'run_time'])
      .orderBy(['team_ref', 'metric']);
    expect(cells).toEqual([
      { metric: 'queue_time', team_ref: '', n: '1', stage: 'unknown' },
      { metric: 'run_time', team_ref: '', n: '1', stage: 'unknown' },
      { metric: 'queue_time', team_ref: LANES, n: '1', stage: 'unknown' },
    ]);
  });

  describe('marks', () => {
    const RUN = {
      subject: 'a',
      submitted: '2026-03-02T10:00:00Z',
      started: '2026-03-02T10:00:10Z',
    };
    const MARK = [{ team: LANES, day: '2026-03-02' }];

    beforeEach(async () => {
      await fixtures.decide({ subject: 'a', team: LANES });
      await fixtures.run(RUN);
    });

    it('stay when they are set again during the computation', async () => {
      await markDays(knex, MARK);
      const tx = await begin();
      const marks = await claimMarks(tx, 10);
      await recomputeScope(tx, toScope(marks));
      await fixtures.run(RUN);
      await markDays(knex, MARK);
      await deleteMarks(tx, marks);
      await tx.commit();

      expect(await store.countMarks()).toMatchObject({ days: 1 });
      await recomputeAll();
      expect(
        await knex('cell').where({ metric: 'queue_time' }).select('n'),
      ).toEqual([{ n: '2' }]);
    });

    it('stay when they are set by a transaction that ends after the computation', async () => {
      await markDays(knex, MARK);
      const ingest = await begin();
      await new RunFixtures(ingest).source('other');
      await markDays(ingest, MARK);

      const tx = await begin();
      const marks = await claimMarks(tx, 10);
      await recomputeScope(tx, toScope(marks));
      const deleted = deleteMarks(tx, marks);
      await ingest.commit();
      await deleted;
      await tx.commit();
      expect(await store.countMarks()).toMatchObject({ days: 1 });
    });

    it('are worked on by one at a time, and do not hold up ingest', async () => {
      await markDays(knex, [...MARK, { team: LANES, day: '2026-03-03' }]);
      const tx = await begin();
      expect(await claimMarks(tx, 1)).toHaveLength(1);
      // the other day can still be taken, and both can be marked
      expect(await store.recompute(10)).toEqual({ days: 1 });
      await markDays(knex, MARK);
      await tx.rollback();
      expect(await store.recompute(10)).toEqual({ days: 1 });
    });

    it('are all worked off by several workers at once', async () => {
      const days = Array.from({ length: 60 }, (_, i) => ({
        team: LANES,
        day: new Date(Date.UTC(2026, 2, 1 + i)).toISOString().slice(0, 10),
      }));
      await markDays(knex, days);
      const work = async () => {
        let done = 0;
        for (let found = 1; found > 0;) {
          found = (await store.recompute(7)).days;
          done += found;
        }
        return done;
      };
      const done = await Promise.all([work(), work(), work()]);
      expect(done.reduce((a, b) => a + b)).toBe(60);
      expect(await store.countMarks()).toMatchObject({ days: 0 });
      expect(await knex('cell').where({ metric: 'queue_time' })).toHaveLength(
        1,
      );
    });

    it('are undone together with what was computed when something fails', async () => {
      await markDays(knex, MARK);
      await recomputeAll();
      await markDays(knex, MARK);
      await expect(
        knex.transaction(async tx => {
          const marks = await claimMarks(tx, 10);
          await recomputeScope(tx, toScope(marks));
          await deleteMarks(tx, marks);
          throw new Error('the database went away');
        }),
      ).rejects.toThrow('went away');
      expect(await store.countMarks()).toMatchObject({ days: 1 });
      expect(await knex('cell').where({ metric: 'queue_time' })).toHaveLength(
        1,
      );
    });
  });

  describe('offerings and activity', () => {
    const STORE = { offering: 'offering:default/store', rule: 'explicit' };
    const QUEUE = {
      offering: 'offering:default/queue',
      rule: 'offering-telemetry',
    };
    const times = {
      submitted: '2026-03-02T10:00:00Z',
      started: '2026-03-02T10:00:10Z',
      ended: '2026-03-02T10:10:00Z',
      outcome: 'succeeded' as const,
    };

    beforeEach(async () => {
      await fixtures.decide({
        subject: 'both',
        team: LANES,
        component: 'component:default/trainer',
        offerings: [STORE, QUEUE],
      });
      await fixtures.decide({ subject: 'plain', team: LANES });
      await knex('organisation_member').insert(
        ['ann', 'bob'].map(name => ({
          actor_hash: Buffer.from(actorHex(name), 'hex'),
          unit_ref: LANES,
          valid_from: 'epoch',
        })),
      );
      await knex('organisation_component').insert({
        component_ref: 'component:default/trainer',
        type: 'training-pipeline',
        owner_ref: LANES,
        valid_from: 'epoch',
      });
    });

    async function compute(): Promise<void> {
      await markDays(knex, [{ team: LANES, day: '2026-03-02' }]);
      await recomputeAll();
    }

    it('count a run on two offerings in both, and once in the cells', async () => {
      await fixtures.runs([
        { subject: 'both', ...times },
        { subject: 'plain', ...times },
      ]);
      await compute();
      expect(
        await knex('cell').where({ metric: 'queue_time' }).sum('n as n'),
      ).toEqual([{ n: '2' }]);
      expect(
        await knex('cell_offering')
          .where({ metric: 'queue_time' })
          .select('offering_ref', 'n', 'sum_ms')
          .orderBy('offering_ref'),
      ).toEqual([
        { offering_ref: QUEUE.offering, n: '1', sum_ms: '10000' },
        { offering_ref: STORE.offering, n: '1', sum_ms: '10000' },
      ]);
    });

    it('know who of the team used what, and what ran in production', async () => {
      const strangers = { subject: 'both', ...times };
      await fixtures.runs([
        { ...strangers, actor: 'ann', trigger: 'human' },
        { ...strangers, actor: 'ann', trigger: 'unknown' },
        { ...strangers, subject: 'plain', actor: 'bob' },
        // not a member, not a person, not by hand
        { ...strangers, actor: 'cy', trigger: 'human' },
        { ...strangers, actor: 'bob', actorKind: 'shared' },
        { ...strangers, actor: 'bob', trigger: 'ci' },
        // three children of one scheduled run
        { ...strangers, trigger: 'scheduled', key: 'root' },
        { ...strangers, trigger: 'scheduled', parent: 'root' },
        { ...strangers, trigger: 'scheduled', parent: 'root' },
        // a scheduled run of no component is not production
        { ...strangers, subject: 'plain', trigger: 'scheduled' },
        // only the submission is known
        { subject: 'plain', submitted: times.submitted, actor: 'ann' },
      ]);
      await compute();
      const rows = await knex('activity_day').orderBy('offering_ref');
      const named = rows.map(row => ({
        offering: row.offering_ref,
        people: row.people.map((hash: Buffer) => hash.toString()),
        human: row.human_runs,
        production: row.production_runs,
        rules: row.rules,
      }));
      expect(named).toEqual([
        {
          offering: '',
          people: ['ann_____', 'bob_____'],
          human: '6',
          production: '1',
          rules: ['component-pattern'],
        },
        {
          offering: QUEUE.offering,
          people: ['ann_____'],
          human: '4',
          production: '1',
          rules: ['offering-telemetry'],
        },
        {
          offering: STORE.offering,
          people: ['ann_____'],
          human: '4',
          production: '1',
          rules: ['explicit'],
        },
      ]);
    });
  });

  describe('audit', () => {
    beforeEach(async () => {
      await fixtures.decide({ subject: 'a', team: LANES });
      const ids = await fixtures.runs([
        {
          subject: 'a',
          submitted: '2026-03-02T10:00:00Z',
          started: '2026-03-02T10:00:10Z',
        },
        {
          subject: 'a',
          submitted: '2026-03-03T10:00:00Z',
          started: '2026-03-03T10:00:10Z',
        },
      ]);
      await markDaysOfRuns(knex, ids);
      await recomputeAll();
    });

    it('finds nothing while the cells are what the runs say', async () => {
      expect(await store.audit(20)).toEqual({ sampled: 2, differences: [] });
      expect(await knex('rollup_audit').select('sampled', 'differing')).toEqual(
        [{ sampled: 2, differing: 0 }],
      );
    });

    it('finds a change that nobody marked, keeps the count, and has it repaired', async () => {
      await knex.raw(
        `update run set started_at = started_at + interval '1 s' where started_at < '2026-03-03'`,
      );
      expect((await store.audit(20)).differences).toEqual([
        { team: LANES, day: '2026-03-02', table: 'cell' },
      ]);
      expect(
        await knex('rollup_audit').select(
          'sampled',
          'differing',
          'differences',
        ),
      ).toEqual([
        {
          sampled: 2,
          differing: 1,
          differences: [{ team: LANES, day: '2026-03-02', table: 'cell' }],
        },
      ]);
      await recomputeAll();
      expect((await store.audit(20)).differences).toEqual([]);
    });

    it('finds a day that was never computed', async () => {
      await fixtures.run({
        subject: 'a',
        submitted: '2026-03-05T10:00:00Z',
        started: '2026-03-05T10:00:10Z',
      });
      expect((await store.audit(20)).differences).toEqual(
        ['cell', 'activity_day'].map(table => ({
          team: LANES,
          day: '2026-03-05',
          table,
        })),
      );
    });

    it('does not call a difference what is marked', async () => {
      await knex.raw(`update run set started_at = started_at + interval '1 s'`);
      await markDays(knex, [
        { team: LANES, day: '2026-03-02' },
        { team: LANES, day: '2026-03-03' },
      ]);
      expect(await store.audit(20)).toEqual({ sampled: 0, differences: [] });
    });
  });
});
