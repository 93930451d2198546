import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { databases } from '../__testUtils__/startInsights';
import { migrate } from './migrate';

jest.setTimeout(120_000);

const directory = resolvePackagePath(
  '@mli/plugin-insights-backend',
  'migrations',
);
const KEYS_AND_RETENTION = '20261124180000_actor_keys_and_retention.js';
const FAMILIES = '20261125110000_run_families.js';

let knex: Knex;
beforeEach(async () => {
  knex = await databases.init('POSTGRES_18');
  await migrate(knex);
});

async function addRuns(
  pairs: readonly (readonly [key: string, parent: string | null])[],
) {
  const [source] = await knex('source')
    .insert({ name: 's', kind: 'mlflow' })
    .returning('id');
  await knex('run').insert(
    pairs.map(([run_key, parent_key]) => ({
      source_id: source.id,
      run_key,
      parent_key,
      state: '{}',
    })),
  );
}

async function marks() {
  return await knex('run_link_mark as m')
    .join('run as r', 'r.id', 'm.run_id')
    .orderBy('r.run_key')
    .pluck('r.run_key');
}

describe('the migration for keys of actors and retention', () => {
  it('goes up and down with rows, and keeps marks and the key that is in use', async () => {
    await knex.migrate.down({ directory, name: KEYS_AND_RETENTION });
    await addRuns([['a', null]]);
    await knex.raw('insert into run_link_mark (run_id) select id from run');
    await knex('actor_key_state').insert({
      keys: 1,
      fingerprint: Buffer.alloc(32, 1),
    });

    await knex.migrate.up({ directory, name: KEYS_AND_RETENTION });
    expect(await knex('run_link_mark')).toMatchObject([
      { failures: 0, failure: null },
    ]);
    expect(await knex('actor_key_state')).toMatchObject([
      { keys: 1, target_keys: null, step: null },
    ]);
    await expect(
      knex('actor_key_state').update({ step: 'runs' }),
    ).rejects.toThrow('actor_key_target');
    await knex('actor_key_state').update({
      target_keys: 2,
      target_fingerprint: Buffer.alloc(32, 2),
      step: 'run',
    });
    await knex('actor_rekey').insert({
      from_hash: Buffer.alloc(32, 3),
      to_hash: Buffer.alloc(32, 4),
    });
    await knex('actor_erased').insert({ actor_hash: Buffer.alloc(32, 5) });
    await knex('retention_horizon').insert({ frozen_before: '2026-01-01' });
    await expect(
      knex('retention_horizon').insert({ frozen_before: '2026-01-02' }),
    ).rejects.toThrow('duplicate key');
    await knex('run_link_mark').update({ failures: 3, failure: 'x' });

    await knex.migrate.down({ directory, name: KEYS_AND_RETENTION });
    expect(await marks()).toEqual(['a']);
    expect(await knex('actor_key_state')).toMatchObject([{ keys: 1 }]);
    await migrate(knex);
    expect(await knex('run_link_mark')).toMatchObject([{ failures: 0 }]);
  });
});

describe('the migration for families of runs', () => {
  it('goes up and down with rows, and has children of children looked at', async () => {
    await knex.migrate.down({ directory, name: FAMILIES });
    await addRuns([
      ['top', null],
      ['child', 'top'],
      ['grandchild', 'child'],
      ['of nobody', 'gone'],
    ]);
    await knex.migrate.up({ directory, name: FAMILIES });
    expect(await marks()).toEqual(['grandchild']);
    await knex('run')
      .where('run_key', 'grandchild')
      .update({ family_key: '1:top' });
    await knex.migrate.down({ directory, name: FAMILIES });
    expect(await knex.schema.hasColumn('run', 'family_key')).toBe(false);
    await migrate(knex);
  });
});
