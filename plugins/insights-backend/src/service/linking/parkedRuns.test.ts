import { RunRecord } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { readRunRecord } from '../../core/ingest/readRunRecord';
import { readParkedRuns } from '../../store/linking/linkMarks';
import { migrate } from '../../store/migrate';
import { RunModelFixture } from '../../__testUtils__/RunModelFixture';
import { databases } from '../../__testUtils__/startInsights';

jest.setTimeout(120_000);

const RECORDS = { name: 'run-record' as const, read: readRunRecord };

const record = (id: string, changes: Partial<RunRecord> = {}): RunRecord => ({
  id,
  namespace: 'n',
  job: 'j',
  startedAt: '2026-03-02T10:00:00Z',
  ...changes,
});

async function joinedTo(knex: Knex) {
  const rows = await knex('run as r')
    .leftJoin('run as to', 'to.id', 'r.joined_to')
    .select('r.run_key as key', 'to.run_key as to')
    .whereNotNull('to.run_key')
    .orderBy('r.run_key');
  return rows.map(({ key, to }) => `${key} -> ${to}`);
}

it('sets aside a run that cannot be linked, links all others, and takes it up again when it is mended', async () => {
  const knex = await databases.init('POSTGRES_18');
  await migrate(knex);
  const model = new RunModelFixture(knex);
  const tracker = await model.source('tracker', 'mlflow');
  const cluster = await model.source('cluster', 'slurm');
  const ids = Array.from({ length: 9 }, (_, index) => String(index + 1));
  await model.send(
    tracker,
    ids.map(id => record(`run-${id}`, { externalIds: [`slurm:${id}`] })),
    RECORDS,
  );
  const [stored] = await knex('run').where('run_key', 'run-4');
  // No event makes such a state; a fault of ours might.
  await knex('run')
    .where('run_key', 'run-4')
    .update({ state: JSON.stringify({ secret: 'jane', times: null }) });

  const answers = await model.send(
    cluster,
    ids.map(id => record(id, { submittedAt: '2026-03-02T09:00:00Z' })),
    RECORDS,
  );
  expect(answers).toEqual(ids.map(() => 'accepted'));
  expect(await joinedTo(knex)).toEqual(
    ids.filter(id => id !== '4').map(id => `${id} -> run-${id}`),
  );
  const first = await readParkedRuns(knex, { limit: 10 });
  expect(first).toMatchObject([{ source: 'cluster', id: '4', failures: 1 }]);
  expect(JSON.stringify(first)).not.toContain('jane');

  // Not before its time, and later each time.
  await model.linker.drain();
  expect(await readParkedRuns(knex, { limit: 10 })).toEqual(first);
  const waits = [];
  for (let failures = 2; failures <= 13; failures += 1) {
    await knex('run_link_mark').update({ due_at: new Date(0) });
    await model.linker.drain();
    const [parked] = await readParkedRuns(knex, { limit: 10 });
    expect(parked?.failures).toBe(failures);
    waits.push(
      Math.round(((parked?.nextTryAt.getTime() ?? 0) - Date.now()) / 60_000),
    );
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440]);

  await knex('run')
    .where('run_key', 'run-4')
    .update({ state: JSON.stringify(stored.state) });
  await knex('run_link_mark').update({ due_at: new Date(0) });
  await model.linker.drain();
  expect(await readParkedRuns(knex, { limit: 10 })).toEqual([]);
  expect(await joinedTo(knex)).toHaveLength(9);
});
