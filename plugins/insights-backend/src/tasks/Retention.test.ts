import { mockServices } from '@backstage/backend-test-utils';
import { readRunRecord } from '../core/ingest/readRunRecord';
import { migrate } from '../store/migrate';
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
