import { Knex } from 'knex';
import { createActorDirectory } from '../../core/actors/ActorDirectory';
import { readRunRecord } from '../../core/ingest/readRunRecord';
import { migrate } from '../migrate';
import { RunModelFixture } from '../../__testUtils__/RunModelFixture';
import { databases } from '../../__testUtils__/startInsights';
import { readResolutions, resolveLateActors } from './lateActors';

jest.setTimeout(120_000);

const KEY = 'a key for tests that is long enough to be one';
const RECORDS = { name: 'run-record' as const, read: readRunRecord };
const USER = Buffer.alloc(32, 7);

const actors = createActorDirectory({
  keys: [KEY],
  findAccount: () => undefined,
});
const hashOf = (login: string) => actors.resolve(login)!.hash;

function record(id: string, actor: string) {
  return {
    id,
    namespace: 'n',
    job: 'j',
    actor,
    startedAt: '2026-03-02T10:00:00Z',
  };
}

async function know(knex: Knex, login: string): Promise<void> {
  await knex('organisation_alias').insert({
    alias_hash: hashOf(login),
    actor_hash: USER,
    kind: 'person',
    valid_from: new Date(0),
  });
}

it('gives earlier runs to a person who enters the catalog later, under all logins, and does so once', async () => {
  const knex = await databases.init('POSTGRES_18');
  await migrate(knex);
  const model = new RunModelFixture(knex, {
    projection: {
      resolveActor: actor =>
        [hashOf('jdoe'), hashOf('jane.doe')].some(
          hash => hash.toString('hex') === actor.hash,
        )
          ? { hash: USER.toString('hex'), kind: 'person' }
          : actor,
    },
  });
  const blind = new RunModelFixture(knex);
  const source = await blind.source('tracker', 'mlflow');
  await blind.send(
    source,
    [record('a', 'jdoe'), record('b', 'jane.doe'), record('c', 'else')],
    RECORDS,
  );
  expect(await resolveLateActors(knex)).toBe(0);

  await know(knex, 'jdoe');
  await know(knex, 'jane.doe');
  await knex('dirty_day').delete();
  expect(await resolveLateActors(knex)).toBe(2);
  expect(await resolveLateActors(knex)).toBe(0);

  const runs = await knex('run')
    .select('run_key', 'actor_hash', 'actor_kind', 'subject_id')
    .orderBy('run_key');
  expect(runs).toMatchObject([
    { run_key: 'a', actor_hash: USER, actor_kind: 'person' },
    { run_key: 'b', actor_hash: USER, actor_kind: 'person' },
    { run_key: 'c', actor_hash: hashOf('else'), actor_kind: 'unresolved' },
  ]);
  expect(runs[0].subject_id).toBe(runs[1].subject_id);
  expect(await knex('dirty_day').select('team_ref')).toEqual([
    { team_ref: '' },
  ]);
  expect([...(await readResolutions(knex)).keys()].sort()).toEqual(
    [hashOf('jdoe'), hashOf('jane.doe')]
      .map(hash => hash.toString('hex'))
      .sort(),
  );

  // Events keep the old hash: folding them again comes to the same.
  await model.rebuild();
  expect(
    await knex('run')
      .select('run_key', 'actor_hash', 'actor_kind', 'subject_id')
      .orderBy('run_key'),
  ).toEqual(runs);
});
