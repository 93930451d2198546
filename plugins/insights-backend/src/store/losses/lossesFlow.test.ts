import { Knex } from 'knex';
import { clearTables, RunFixtures } from '../../__testUtils__/RunFixtures';
import { databases } from '../../__testUtils__/startInsights';
import { LossReporter } from '../../service/losses/LossReporter';
import { LossWorker } from '../../service/losses/LossWorker';
import { TeamWorkingHours } from '../../service/losses/readWorkingHours';
import {
  LOSS_DEFINITION_VERSION,
  StoredLosses,
} from '../../service/losses/StoredLosses';
import { DatabaseLossTraitStore } from '../adoption/DatabaseLossTraitStore';
import { DEFAULT_WORKING_HOURS } from '../../core/workingHours/WorkingCalendar';
import { insertUnits, people } from '../metrics/cellFixtures';
import { DatabaseOrganisationReader } from '../metrics/DatabaseOrganisationReader';
import { migrate } from '../migrate';
import { DatabaseRollupStore } from '../rollups/DatabaseRollupStore';
import { markDaysOfRuns } from '../rollups/markDirty';
import { DatabaseLossStore } from './DatabaseLossStore';

const NOW = new Date('2026-11-23T12:00:00Z');

describe('from runs to losses', () => {
  let knex: Knex;
  let runs: RunFixtures;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  }, 60_000);

  beforeEach(async () => {
    await clearTables(knex);
    runs = new RunFixtures(knex);
  });

  async function compute() {
    const store = DatabaseLossStore.create(knex);
    const organisations = DatabaseOrganisationReader.create(knex);
    const workingHours = new TeamWorkingHours(DEFAULT_WORKING_HOURS, new Map());
    const rollups = DatabaseRollupStore.create(knex);
    while ((await rollups.recompute(500)).days > 0);
    await new LossWorker({ store, organisations, workingHours }).drain();
    const reporter = new LossReporter({
      store,
      organisations,
      workingHours,
      promises: { promises: async () => [] },
      peopleFloor: 5,
    });
    const computed = await reporter.run(NOW);
    return { store, computed };
  }

  async function hoursOf(metric: string): Promise<Record<string, number>> {
    const rows = await knex('cell')
      .where({ metric })
      .select<{ day: string; parts: string[] }[]>(
        knex.raw('day::text'),
        'parts',
      );
    return Object.fromEntries(
      rows.map(({ day, parts }) => [day, Number(parts[0]) / 3_600_000]),
    );
  }

  it('counts forty trials queued for one hour as one hour, and takes back what a later event changes', async () => {
    await runs.decide({
      subject: 'lanes',
      team: 'group:default/lanes',
      stage: 'training',
    });
    const ids = await runs.runs(
      Array.from({ length: 40 }, () => ({
        subject: 'lanes',
        actor: 'ann',
        trigger: 'human' as const,
        submitted: '2026-11-03T09:00:00Z',
        started: '2026-11-03T10:00:00Z',
        ended: '2026-11-03T12:00:00Z',
        outcome: 'succeeded' as const,
      })),
    );
    await markDaysOfRuns(knex, ids);
    await compute();
    expect(await hoursOf('blocked_hours')).toEqual({ '2026-11-03': 1 });
    await knex('run').update({ started_at: '2026-11-03T09:30:00Z' });
    await markDaysOfRuns(knex, ids);
    await compute();
    expect(await hoursOf('blocked_hours')).toEqual({ '2026-11-03': 0.5 });
  });

  it('leaves the cells of losses alone when a day is computed again', async () => {
    await runs.decide({
      subject: 'lanes',
      team: 'group:default/lanes',
      stage: 'training',
    });
    const ids = await runs.runs([
      {
        subject: 'lanes',
        actor: 'ann',
        submitted: '2026-11-03T09:00:00Z',
        started: '2026-11-03T10:00:00Z',
        ended: '2026-11-03T12:00:00Z',
        outcome: 'lost',
      },
    ]);
    await markDaysOfRuns(knex, ids);
    await compute();
    await markDaysOfRuns(knex, ids);
    while ((await DatabaseRollupStore.create(knex).recompute(10)).days > 0);
    expect(await hoursOf('blocked_hours')).toEqual({ '2026-11-03': 1 });
    expect(await hoursOf('rework_hours')).toEqual({ '2026-11-03': 2 });
  });

  it('reports teams and departments with a mask, and the same again without drawing', async () => {
    await insertUnits(knex, [
      { ref: 'group:default/perception', role: 'other', type: 'department' },
      {
        ref: 'group:default/lanes',
        parent: 'group:default/perception',
        members: people('lanes', 6),
      },
      {
        ref: 'group:default/signs',
        parent: 'group:default/perception',
        members: people('signs', 3),
      },
      {
        ref: 'group:default/objects',
        parent: 'group:default/perception',
        members: people('objects', 7),
      },
    ]);
    const all: string[] = [];
    for (const team of ['lanes', 'signs', 'objects']) {
      await runs.decide({
        subject: team,
        team: `group:default/${team}`,
        stage: 'training',
      });
      all.push(
        ...(await runs.runs(
          Array.from({ length: 40 }, (_, index) => ({
            subject: team,
            actor: `${team}${index % 3}`,
            trigger: 'human' as const,
            submitted: `2026-10-${20 + (index % 5)}T09:00:00Z`,
            started: `2026-10-${20 + (index % 5)}T1${index % 3}:30:00Z`,
            ended: `2026-10-${20 + (index % 5)}T14:00:00Z`,
            outcome: 'succeeded' as const,
          })),
        )),
      );
    }
    await markDaysOfRuns(knex, all);
    const { store, computed } = await compute();
    expect(computed).toBe(4);
    const reports = new Map(
      (await store.reports()).map(report => [report.unit, report]),
    );
    expect(reports.get('group:default/lanes')?.releasedStages).toBeUndefined();
    expect(reports.get('group:default/signs')?.releasedStages).toBeUndefined();
    expect(reports.get('group:default/objects')?.releasedStages).toEqual([
      'training',
    ]);
    const department = reports.get('group:default/perception');
    expect(department?.releasedStages).toEqual(['training']);
    const losses = department?.report as StoredLosses;
    expect(losses.folded).toEqual(['group:default/signs']);
    expect(losses.report.segments[0]).toMatchObject({
      stage: 'training',
      phase: 'queue',
    });
    expect((await compute()).computed).toBe(0);

    // What the likeness of teams is made of: losses worth naming, of what the mask releases.
    const traits = async (
      change: Partial<Parameters<DatabaseLossTraitStore['traits']>[0]>,
    ) =>
      (
        await new DatabaseLossTraitStore(knex).traits({
          hours: 0.5,
          runs: 20,
          definitionVersion: LOSS_DEFINITION_VERSION,
          ...change,
        })
      ).map(({ team, stage, phase }) => `${team} ${stage} ${phase}`);
    const { value } = losses.report.segments[0]?.loss ?? { value: NaN };
    expect(await traits({})).toEqual([
      'group:default/objects training queue',
      'group:default/perception training queue',
    ]);
    expect(await traits({ hours: value })).toEqual([
      'group:default/perception training queue',
    ]);
    expect(await traits({ hours: value + 0.01 })).toEqual([]);
    expect(await traits({ runs: 41 })).toEqual([
      'group:default/perception training queue',
    ]);
    expect(
      await traits({ definitionVersion: LOSS_DEFINITION_VERSION + 1 }),
    ).toEqual([]);
  });
});
