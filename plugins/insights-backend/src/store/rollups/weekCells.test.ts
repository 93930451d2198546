import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { databases } from '../../__testUtils__/startInsights';
import {
  insertCells,
  insertSources,
  personHash,
} from '../metrics/cellFixtures';
import { migrate } from '../migrate';
import { mergeWeeks } from './weekCells';

jest.setTimeout(120_000);

const directory = resolvePackagePath(
  '@mli/plugin-insights-backend',
  'migrations',
);
const NAME = '20261124121000_week_cells.js';
const BY_SOURCE = '20261125121000_changes_by_source.js';
const LANES = 'group:default/lanes';

describe('merged weeks', () => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    await insertSources(knex, { local: 'openlineage' });
  });

  const weeks = async () =>
    await knex('week_cell')
      .select(
        knex.raw(
          'week::text, kind, value, n, zeros, never_started, people, weights, bucket_index, bucket_count',
        ),
      )
      .orderBy(['week', 'kind', 'value']);

  it('add up the days of a week, and end with it', async () => {
    await insertCells(knex, [
      {
        day: '2024-05-06',
        team: LANES,
        milliseconds: [0, 60_000],
        people: { ann: 60_000, bob: 0 },
      },
      {
        day: '2024-05-12',
        team: LANES,
        milliseconds: [60_000],
        givenUp: [5],
        people: { ann: 60_000 },
      },
      { day: '2024-05-13', team: LANES, milliseconds: [1] },
      {
        day: '2024-05-06',
        team: LANES,
        offering: 'offering:default/queue',
        milliseconds: [60_000],
      },
    ]);
    expect(await mergeWeeks(knex)).toBe(2);
    const people = [
      [personHash('ann'), '120000'],
      // who ran something that took no time is there all the same
      [personHash('bob'), '1'],
    ] as const;
    const sorted = [...people].sort(([a], [b]) => Buffer.compare(a, b));
    expect(await weeks()).toEqual([
      expect.objectContaining({
        week: '2024-05-06',
        kind: 'offering',
        value: 'offering:default/queue',
        n: '1',
      }),
      {
        week: '2024-05-06',
        kind: 'stage',
        value: 'training',
        n: '3',
        zeros: '1',
        never_started: '1',
        people: sorted.map(([hash]) => hash),
        weights: sorted.map(([, weight]) => weight),
        bucket_index: [-1, 1101],
        bucket_count: ['1', '2'],
      },
      expect.objectContaining({ week: '2024-05-13', kind: 'stage', n: '1' }),
    ]);
    expect(await knex('cell_change')).toEqual([]);
  });

  it('are written again only where they differ, and lose what is gone', async () => {
    await insertCells(knex, [
      { day: '2024-05-06', team: LANES, milliseconds: [1000] },
      { day: '2024-05-13', team: LANES, milliseconds: [1000] },
    ]);
    await mergeWeeks(knex);
    const before = await knex('week_change').orderBy('week');
    await knex('cell').delete();
    // One millisecond more falls into the same bucket, and is another value.
    await insertCells(knex, [
      { day: '2024-05-06', team: LANES, milliseconds: [1000] },
      { day: '2024-05-13', team: LANES, milliseconds: [1001] },
    ]);
    await mergeWeeks(knex);
    const after = await knex('week_change').orderBy('week');
    expect(after[0]).toEqual(before[0]);
    expect(Number(after[1].changed)).toBeGreaterThan(Number(before[1].changed));
    await knex('cell').delete();
    await insertCells(knex, [
      { day: '2024-05-06', team: 'group:default/maps', milliseconds: [1] },
    ]);
    await knex('cell_change').insert({ team_ref: LANES, week: '2024-05-13' });
    await mergeWeeks(knex);
    expect((await weeks()).map(({ week }) => week)).toEqual([
      '2024-05-06',
      '2024-05-06',
    ]);
  });

  it('wait for their days while many are marked, and for none while few are', async () => {
    const days = ['2024-05-06', '2024-05-13'];
    for (const day of days) {
      await insertCells(knex, [{ day, team: LANES, milliseconds: [1] }]);
    }
    const mark = async (count: number) =>
      await knex.raw(
        `insert into dirty_day (team_ref, day)
         select case when i = 0 then ? else 'team-' || i end, '2024-05-12' from generate_series(0, ? - 1) i`,
        [LANES, count],
      );
    await mark(100);
    expect(await mergeWeeks(knex)).toBe(1);
    expect(await weeks()).toEqual([
      expect.objectContaining({ week: '2024-05-13' }),
    ]);
    await knex('dirty_day').delete();
    await mark(99);
    expect(await mergeWeeks(knex)).toBe(1);
    expect(await weeks()).toHaveLength(2);
  });

  it('are all to be merged after the migration, which goes up and down with rows', async () => {
    await insertCells(knex, [
      { day: '2024-05-06', team: LANES, milliseconds: [1000] },
    ]);
    await mergeWeeks(knex);
    await knex.migrate.down({ directory, name: BY_SOURCE });
    expect(await knex('week_change').pluck('metric')).toContain('queue_time');
    await knex.migrate.down({ directory, name: NAME });
    expect(await knex.schema.hasTable('week_cell')).toBe(false);
    await knex('cell_change').insert({});
    await knex.migrate.up({ directory, name: NAME });
    await knex.migrate.up({ directory, name: BY_SOURCE });
    expect(await mergeWeeks(knex)).toBe(1);
    expect(await weeks()).toHaveLength(1);
  });
});
