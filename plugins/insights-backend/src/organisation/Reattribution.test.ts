import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { OrganisationAttributor } from '../core/attribution/OrganisationAttributor';
import { organisationOf } from '../core/organisation/records';
import { Organisation } from '../core/organisation/types';
import { DatabaseAttributionStore } from '../store/attribution/DatabaseAttributionStore';
import { migrate } from '../store/migrate';
import { DatabaseRollupStore } from '../store/rollups/DatabaseRollupStore';
import {
  clearTables,
  FixtureRun,
  RunFixtures,
} from '../__testUtils__/RunFixtures';
import { Reattribution } from './Reattribution';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const team = (name: string) => ({
  ref: `group:default/${name}`,
  title: name,
  type: 'customer-team',
  role: 'customer' as const,
});

function organisation(
  owner?: string,
  options: { offering?: boolean } = {},
): Organisation {
  return organisationOf({
    units: [team('lanes'), team('signs')],
    components: owner
      ? [
          {
            ref: 'component:default/trainer',
            type: 'training-pipeline',
            owner: `group:default/${owner}`,
            stage: 'training',
            adopts: [],
            patterns: [{ field: 'job', glob: 'airflow/*' }],
          },
        ]
      : [],
    offerings: options.offering
      ? [
          {
            ref: 'offering:default/store',
            title: 'store',
            stages: ['features'],
            telemetry: [{ source: 'openlineage', jobNamespace: 'airflow' }],
            lifecycle: 'ga',
          },
        ]
      : [],
  });
}

const PAST: FixtureRun = {
  subject: 'job',
  submitted: '2026-03-02T10:00:00Z',
  started: '2026-03-02T10:01:00Z',
  ended: '2026-03-03T11:00:00Z',
  outcome: 'succeeded',
};
const DAYS = ['2026-03-02', '2026-03-03'];

describe('Reattribution', () => {
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
    await fixtures.subject('job', { namespace: 'airflow', name: 'lane' });
    await fixtures.run(PAST);
  });

  afterAll(async () => await knex.destroy());

  async function decideBy(known: Organisation): Promise<number> {
    return await new Reattribution({
      store: DatabaseAttributionStore.create(knex),
      attributor: new OrganisationAttributor(known),
      logger: mockServices.logger.mock(),
      onMarked: () => (marked += 1),
    }).run(new Date());
  }

  const rows = async () =>
    await knex('attribution')
      .select(
        'team_ref',
        'stage',
        knex.raw(`valid_from = 'epoch' as first`),
        knex.raw(`valid_to is null as now`),
      )
      .orderBy('valid_from');
  const marks = async () =>
    (await knex('dirty_day').orderBy(['team_ref', 'day'])).map(
      row => `${row.team_ref} ${row.day.toLocaleDateString('sv')}`,
    );
  const teamsOfCells = async () => {
    while ((await DatabaseRollupStore.create(knex).recompute(100)).days > 0);
    return await knex('cell').distinct('team_ref').pluck('team_ref');
  };

  it('gives what was unattributed to its team for the past as well', async () => {
    await fixtures.decide({ subject: 'job', team: '' });
    expect(await decideBy(organisation('lanes'))).toBe(1);

    expect(await rows()).toEqual([
      {
        team_ref: 'group:default/lanes',
        stage: 'training',
        first: true,
        now: true,
      },
    ]);
    expect(await marks()).toEqual([
      ...DAYS.map(day => ` ${day}`),
      ...DAYS.map(day => `group:default/lanes ${day}`),
    ]);
    expect(marked).toBe(1);
    expect(await teamsOfCells()).toEqual(['group:default/lanes']);
  });

  it('leaves the past with the team it had, and gives later runs to the new one', async () => {
    await fixtures.decide({ subject: 'job', team: '' });
    await decideBy(organisation('lanes'));
    await teamsOfCells();
    expect(await decideBy(organisation('signs'))).toBe(1);

    expect(await rows()).toEqual([
      {
        team_ref: 'group:default/lanes',
        stage: 'training',
        first: true,
        now: false,
      },
      {
        team_ref: 'group:default/signs',
        stage: 'training',
        first: false,
        now: true,
      },
    ]);
    expect(await marks()).toEqual([]);
    expect(await teamsOfCells()).toEqual(['group:default/lanes']);

    const soon = new Date(Date.now() + 60_000).toISOString();
    await fixtures.run({
      ...PAST,
      submitted: soon,
      started: soon,
      ended: soon,
    });
    await knex.raw(
      `insert into dirty_day (team_ref, day) select team, (now() at time zone 'UTC' + interval '1 minute')::date
       from (values ('group:default/lanes'), ('group:default/signs')) t (team)`,
    );
    expect((await teamsOfCells()).sort()).toEqual([
      'group:default/lanes',
      'group:default/signs',
    ]);
  });

  it('adds an offering that is new to the past as well', async () => {
    await fixtures.decide({ subject: 'job', team: '' });
    await decideBy(organisation('lanes'));
    await teamsOfCells();
    await decideBy(organisation('lanes', { offering: true }));

    expect(await knex('attribution')).toEqual([
      expect.objectContaining({
        offerings: [
          { offering: 'offering:default/store', rule: 'offering-telemetry' },
        ],
        valid_to: null,
      }),
    ]);
    await teamsOfCells();
    expect(
      await knex('cell_offering').distinct('offering_ref', 'team_ref'),
    ).toEqual([
      {
        offering_ref: 'offering:default/store',
        team_ref: 'group:default/lanes',
      },
    ]);
    expect(
      await knex('activity_day').where({
        offering_ref: 'offering:default/store',
      }),
    ).toHaveLength(1);
  });

  it('writes nothing when nothing comes out differently', async () => {
    await fixtures.decide({ subject: 'job', team: '' });
    await decideBy(organisation('lanes'));
    const before = await knex('attribution');
    expect(await decideBy(organisation('lanes'))).toBe(0);
    expect(await knex('attribution')).toEqual(before);
    expect(marked).toBe(1);
  });

  it('leaves a row alone that somebody else wrote meanwhile', async () => {
    await fixtures.decide({ subject: 'job', team: '' });
    const store = DatabaseAttributionStore.create(knex);
    const page = await store.readSubjects({ limit: 10 });
    await decideBy(organisation('lanes'));
    const [read] = page.subjects;
    const late = {
      subjectId: read!.id,
      decidedAt: read!.decidedAt,
      validity: 'follows' as const,
      decision: { ...read!.decision, team: 'group:default/signs' },
    };
    expect(await store.apply([late])).toBe(0);
    expect(await rows()).toHaveLength(1);
  });

  it('reads subjects in pages, and only new ones when asked', async () => {
    for (const name of ['a', 'b', 'c']) {
      await fixtures.subject(name);
      await fixtures.decide({ subject: name, team: '' });
    }
    await fixtures.decide({ subject: 'job', team: '' });
    await knex('attribution_subject')
      .where({ id: await fixtures.subject('a') })
      .update({ created_at: knex.raw(`now() - interval '1 hour'`) });
    const store = DatabaseAttributionStore.create(knex);

    const first = await store.readSubjects({ limit: 3 });
    expect(first.subjects).toHaveLength(3);
    const second = await store.readSubjects({ limit: 3, after: first.next });
    expect(second.subjects).toHaveLength(1);
    expect(second.next).toBeUndefined();
    expect(
      (await store.readSubjects({ limit: 9, seenWithinSeconds: 600 })).subjects,
    ).toHaveLength(3);
  });

  it('lists what belongs to no team, by who sent it', async () => {
    await fixtures.decide({ subject: 'job', team: '' });
    await fixtures.subject('known', { namespace: 'airflow', name: 'known' });
    await fixtures.decide({ subject: 'known', team: 'group:default/lanes' });
    await fixtures.runs([
      { ...PAST, submitted: '2026-03-04T10:00:00Z' },
      { ...PAST, subject: 'known' },
      { ...PAST, subject: '', source: 'elsewhere' },
    ]);
    await knex.raw(
      `update run set job_id = s.job_id from attribution_subject s where s.id = run.subject_id`,
    );
    expect(
      await DatabaseAttributionStore.create(knex).listUnattributed(10),
    ).toEqual([
      {
        source: 'lineage',
        namespace: 'airflow',
        job: 'lane',
        runs: 2,
        lastSeenAt: '2026-03-04T10:00:00.000Z',
      },
      {
        source: 'elsewhere',
        namespace: '',
        job: '',
        runs: 1,
        lastSeenAt: '2026-03-02T10:00:00.000Z',
      },
    ]);
  });
});
