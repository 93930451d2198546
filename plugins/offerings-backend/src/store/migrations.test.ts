import { TestDatabases } from '@backstage/backend-test-utils';
import { DatabaseRegistrationStore } from './DatabaseRegistrationStore';
import { migrate } from './migrate';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

describe('the migrations', () => {
  it('go up, down and up again with rows in the tables', async () => {
    const knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    const store = DatabaseRegistrationStore.create(knex);
    const fields = {
      name: 'Lane-Net',
      owner: 'group:default/lanes',
      type: 'model',
      lifecycle: 'production' as const,
      offerings: [],
      jobs: ['a/b'],
      repositories: [],
      experiments: [],
      links: [{ url: 'https://a.example', title: 'A' }],
    };
    const act = { author: 'user:default/eli', at: new Date() };
    const saved = await store.write(
      async writer => await writer.insert(fields, act),
    );
    expect(saved.ref).toBe('component:default/lane-net');
    expect((await store.find({ ids: [saved.id] }))[0]?.fields).toEqual(fields);
    const directory = `${__dirname}/../../migrations`;
    await knex.migrate.rollback({ directory }, true);
    const tables = await knex('pg_tables')
      .whereRaw(`schemaname = current_schema() and tablename not like 'knex%'`)
      .pluck('tablename');
    expect(tables).toEqual([]);
    await migrate(knex);
    expect(await store.find({})).toEqual([]);
  });
});
