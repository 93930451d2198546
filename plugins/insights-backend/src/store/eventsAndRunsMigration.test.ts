import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { databases } from '../__testUtils__/startInsights';
import { migrate } from './migrate';

jest.setTimeout(60_000);

describe('the migrations', () => {
  it('go up, down with rows in the tables, and up again', async () => {
    const knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    const [source] = await knex('source')
      .insert({ name: 's', kind: 'file' })
      .returning('id');
    const [job] = await knex('job')
      .insert({ source_id: source.id, namespace: 'n', name: 'j' })
      .returning('id');
    const [subject] = await knex('attribution_subject')
      .insert({ job_id: job.id })
      .returning('id');
    await knex('run').insert({
      source_id: source.id,
      run_key: 'r',
      job_id: job.id,
      subject_id: subject.id,
      state: '{}',
    });
    const directory = resolvePackagePath(
      '@mli/plugin-insights-backend',
      'migrations',
    );
    await knex.migrate.rollback({ directory }, true);
    expect(await knex.schema.hasTable('run')).toBe(false);
    await migrate(knex);
    expect(await knex('run')).toEqual([]);
  });

  it('tell names apart that only differ in where they are cut', async () => {
    const knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    const { rows } = await knex.raw(
      `select text_key('ab', 'c') = text_key('a', 'bc') as cut, text_key('', 'a') = text_key('a', '') as empty,
         text_key('ä', '') = text_key('ä', '') as same`,
    );
    expect(rows).toEqual([{ cut: false, empty: false, same: true }]);
  });
});
