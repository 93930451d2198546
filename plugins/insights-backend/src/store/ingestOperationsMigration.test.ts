import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { databases } from '../__testUtils__/startInsights';
import { migrate } from './migrate';

jest.setTimeout(120_000);

const directory = resolvePackagePath(
  '@mli/plugin-insights-backend',
  'migrations',
);
const NAME = '20261124110000_ingest_operations.js';

describe('the migration for ingest operations', () => {
  it('goes up and down with rows, and learns from the events that are there', async () => {
    const knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    await knex.migrate.down({ directory, name: NAME });
    const [source] = await knex('source')
      .insert({ name: 's', kind: 'openlineage' })
      .returning('id');
    const received = new Date(Date.now() - 3_600_000);
    const event = (id: string, lateMinutes: number) => ({
      source_id: source.id,
      event_id: id,
      body_hash: Buffer.alloc(32),
      type: 't',
      event_time: new Date(received.getTime() - lateMinutes * 60_000),
      received_at: received,
      observation: '{}',
    });
    await knex('event').insert([event('a', 0), event('b', 5), event('c', 1e5)]);
    await knex('quarantine').insert({
      source_id: source.id,
      event_id: 'q',
      body_hash: Buffer.alloc(32),
      reason: 'future',
      detail: '',
      body: Buffer.alloc(1),
      expires_at: new Date(),
    });
    await knex.migrate.up({ directory, name: NAME });
    expect(await knex('source_hour')).toMatchObject([
      { events: '3', within_minute: '1', within_hour: '2', within_week: '2' },
    ]);
    expect(await knex('quarantine')).toMatchObject([
      { format: null, tries: 0, tried_at: null },
    ]);
    await knex('portal_pattern').insert({
      glob: 'a/*',
      team_ref: 'group:default/a',
      created_by: 'user:default/b',
    });
    await expect(
      knex('portal_pattern').insert({ glob: 'b/*', created_by: 'x' }),
    ).rejects.toThrow('check');
    await knex.migrate.down({ directory, name: NAME });
    expect(await knex.schema.hasTable('portal_pattern')).toBe(false);
    await migrate(knex);
  });
});
