import { databases } from '../../__testUtils__/startInsights';
import { insertCells, insertSources } from '../metrics/cellFixtures';
import { migrate } from '../migrate';
import { DatabaseTrendStore } from './DatabaseTrendStore';

const VIEW = {
  metric: 'queue_time' as const,
  triggers: ['human'],
  runClasses: ['full'],
};
const RANGE = { from: '2026-01-05', to: '2026-02-02' };

it('reads the weeks of several units as it reads those of one, each made of its teams', async () => {
  const knex = await databases.init('POSTGRES_18');
  await migrate(knex);
  await insertSources(knex, { local: 'openlineage' });
  await insertCells(knex, [
    { day: '2026-01-05', team: 'a', milliseconds: [10, 20] },
    { day: '2026-01-11', team: 'a', milliseconds: [30] },
    { day: '2026-01-06', team: 'b', milliseconds: [100] },
    { day: '2026-01-13', team: 'b', stage: 'evaluation', milliseconds: [7] },
    { day: '2026-01-04', team: 'a', milliseconds: [1_000] },
    { day: '2026-02-02', team: 'b', milliseconds: [1_000] },
    { day: '2026-01-07', team: 'b', trigger: 'ci', milliseconds: [1_000] },
  ]);
  const store = DatabaseTrendStore.create(knex);
  const units = { a: ['a'], b: ['b'], both: ['a', 'b'], nobody: ['c'] };
  const found = await store.mixWeeksByUnit(VIEW, {
    members: Object.entries(units).flatMap(([unit, teams]) =>
      teams.map(team => ({ unit, team })),
    ),
    range: RANGE,
    of: 'duration',
  });
  for (const [unit, teams] of Object.entries(units)) {
    const alone = await store.mixWeeks(VIEW, {
      ...{ teams, range: RANGE },
      of: 'duration',
    });
    expect(found.get(unit) ?? []).toEqual(alone);
  }
  expect(
    found.get('both')?.map(({ week, runs, mean }) => [week, runs, mean]),
  ).toEqual([
    ['2026-01-05', 4, 40],
    ['2026-01-12', 1, 7],
  ]);
});
