import { mockServices } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import request from 'supertest';
import { hashActor } from '../../core/actors/ActorKeys';
import {
  databases,
  producerToken,
  StartedInsights,
  startInsights,
  TEST_INSIGHTS_CONFIG,
} from '../../__testUtils__/startInsights';
import {
  LANES,
  runOf,
  sendEvents,
  sendLineage,
  settled,
  usageOf,
} from '../../__testUtils__/portalOfLanes';
import { ActorKeyGuard } from './ActorKeyGuard';
import { rotateActorKeys } from './rotateActorKeys';

jest.setTimeout(300_000);

const OLD = TEST_INSIGHTS_CONFIG.actorKey;
const NEW = 'another key for tests that is long enough to be one';
const NEWEST = 'the third key for tests that is long enough to be one';
const logger = mockServices.logger.mock();

async function fill(insights: StartedInsights): Promise<void> {
  await settled(insights);
  const runs = [
    ['a', 'jane', 50],
    ['b', 'jane-cluster', 30],
    ['c', 'bob', 29],
    ['d', 'user:default/eve', 28],
    ['e', 'nobody-knows', 27],
  ] as const;
  await sendLineage(
    insights,
    runs.flatMap(([id, user, hoursAgo]) => runOf(id, { user, hoursAgo })),
  );
  // quarantined, with a name inside
  await sendLineage(insights, [
    {
      ...runOf('future', { user: 'jane-cluster', hoursAgo: -30 })[0],
    },
  ]);
  await sendEvents(insights, [
    usageOf('u1', { actor: 'jane-cluster' }),
    usageOf('u2', { actor: 'bob', type: 'com.example.fs.read' }),
  ]);
  await settled(insights);
}

/** What a page could show of the tables, without the hashes themselves. */
async function numbersOf(knex: Knex) {
  const { rows } = await knex.raw(`
    select 'cell' as of, metric || ' ' || day::text as key, n, sum_ms, cardinality(people) as people,
      cardinality(actors) as actors, people_ms::text as ms from cell
    union all
    select 'week', metric || ' ' || kind || ' ' || week::text, n, sum_ms, cardinality(people), cardinality(actors), weights::text
    from week_cell
    union all
    select 'activity', offering_ref || ' ' || day::text, human_runs, production_runs, cardinality(people), 0, '' from activity_day
    order by 1, 2, 3, 4, 5, 6
  `);
  return rows.map(({ ms, ...row }: { ms: string }) => ({
    ...row,
    // in the order of the hashes, which changes with the key
    ms: ms.replace(/[{}]/g, '').split(',').sort(),
  }));
}

/** Every place that holds this hash. */
async function placesOf(knex: Knex, hash: Buffer): Promise<string[]> {
  const { rows } = await knex.raw(`
    select c.table_name as table, c.column_name as column, c.data_type as type from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
      and c.data_type in ('bytea', 'ARRAY', 'jsonb', 'text')
  `);
  const places: string[] = [];
  for (const { table, column } of rows) {
    const found = await knex.raw(
      `select count(*) as count from ?? where ??::text like ?`,
      [table, column, `%${hash.toString('hex')}%`],
    );
    if (found.rows[0].count !== '0') {
      places.push(`${table}.${column}`);
    }
  }
  return places.sort();
}

describe('the key of actors', () => {
  it('changes in one job that can be interrupted: same cells, same people, late events of the same people', async () => {
    const knex = await databases.init('POSTGRES_18');
    const before = await startInsights(knex, { entities: LANES });
    await fill(before);
    await before.backend.stop();
    const numbers = await numbersOf(knex);
    expect(numbers.length).toBeGreaterThan(10);
    const oldJane = hashActor(OLD, 'user:default/jane');
    const newJane = hashActor([OLD, NEW], 'user:default/jane');
    const places = await placesOf(knex, oldJane);
    expect(places).toEqual(
      expect.arrayContaining([
        'activity_day.people',
        'cell.people',
        'event.observation',
        'organisation_alias.actor_hash',
        'organisation_member.actor_hash',
        'run.actor_hash',
        'run.state',
        'run_sequence.actor_hash',
        'usage_event.actor_hash',
        'week_cell.people',
      ]),
    );

    // Without the old key the start is refused, and nothing is touched.
    await expect(
      rotateActorKeys({ knex, keys: [NEW], logger }),
    ).rejects.toThrow(/insights\.previousActorKeys/);
    expect(await placesOf(knex, oldJane)).toEqual(places);

    // Killed after the fourth message; the next start goes on.
    let messages = 0;
    const dying = {
      ...mockServices.logger.mock(),
      info: () => {
        messages += 1;
        if (messages === 4) throw new Error('killed');
      },
    };
    const keys = [OLD, NEW];
    await expect(
      rotateActorKeys({ knex, keys, logger: dying, pages: 1, rows: 2 }),
    ).rejects.toThrow('killed');
    await expect(ActorKeyGuard.create([OLD]).check(knex)).rejects.toThrow(
      /was changed/,
    );
    await expect(
      rotateActorKeys({ knex, keys: [OLD], logger }),
    ).rejects.toThrow(/begun and not finished/);
    expect(
      await rotateActorKeys({ knex, keys, logger, pages: 1, rows: 2 }),
    ).toBe(true);
    expect(await rotateActorKeys({ knex, keys, logger })).toBe(false);

    expect(await placesOf(knex, oldJane)).toEqual([]);
    expect(await placesOf(knex, newJane)).toEqual(places);
    expect(await numbersOf(knex)).toEqual(numbers);

    const after = await startInsights(knex, {
      entities: LANES,
      insights: { actorKey: NEW, previousActorKeys: [OLD] },
    });
    const versions = await knex('organisation_version');
    expect(
      await sendLineage(after, runOf('late', { user: 'jane', hoursAgo: 49 })),
    ).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }]);
    expect(await knex('run').where({ run_key: 'late' }).first()).toMatchObject({
      actor_hash: newJane,
      actor_kind: 'person',
    });
    await settled(after);
    // The catalog says of people what the rows say: nobody left and nobody came.
    expect(await knex('organisation_version')).toHaveLength(versions.length);
    expect(await knex('organisation_member').whereNotNull('valid_to')).toEqual(
      [],
    );
    // A computation from runs gives what was brought along.
    await knex('run').where({ run_key: 'late' }).delete();
    await knex.raw(
      `insert into dirty_day (team_ref, day) select distinct team_ref, day from cell on conflict do nothing`,
    );
    await settled(after);
    await knex.raw(`insert into dirty_actor (source_id, actor_hash)
      select distinct source_id, actor_hash from run where actor_hash <> '' on conflict do nothing`);
    await settled(after);
    expect(await numbersOf(knex)).toEqual(numbers);
    await after.backend.stop();

    // And once more, with a chain of three.
    await rotateActorKeys({ knex, keys: [OLD, NEW, NEWEST], logger });
    expect(
      await placesOf(knex, hashActor([OLD, NEW, NEWEST], 'user:default/jane')),
    ).toEqual(places);
    expect(await numbersOf(knex)).toEqual(numbers);
  });
});

describe('erasing a person', () => {
  it('leaves runs to nobody, keeps the person out, and answers the same when asked again', async () => {
    const knex = await databases.init('POSTGRES_18');
    const insights = await startInsights(knex, { entities: LANES });
    await fill(insights);
    const erase = (user: string, token = producerToken('external:manager')) =>
      request(insights.server)
        .post('/api/insights/actors/erase')
        .set('authorization', token)
        .send({ user });
    const user = hashActor(OLD, 'user:default/jane');
    const login = hashActor(OLD, 'jane-cluster');
    const runs = await knex('run').count();
    expect(await placesOf(knex, user)).not.toEqual([]);

    const answer = await erase('jane-cluster');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      hashes: 3,
      runs: 2,
      usageEvents: 1,
      events: 3,
      aliases: 3,
      members: 1,
    });
    expect(answer.body.quarantined).toBe(1);
    expect(answer.body.cells).toBeGreaterThan(0);
    await settled(insights);

    for (const hash of [user, login, hashActor(OLD, 'jane')]) {
      expect(await placesOf(knex, hash)).toEqual(['actor_erased.actor_hash']);
    }
    expect(await knex('run').count()).toEqual(runs);
    expect(
      await knex('run').whereIn('run_key', ['a', 'b']).select('actor_hash'),
    ).toEqual([{ actor_hash: Buffer.of() }, { actor_hash: Buffer.of() }]);
    const bob = hashActor(OLD, 'user:default/bob');
    expect(await placesOf(knex, bob)).toEqual(
      expect.arrayContaining(['activity_day.people', 'run.actor_hash']),
    );

    // The catalog still has the User; what comes in under any login is nobody's.
    await sendLineage(
      insights,
      ['jane', 'JANE-cluster@example.com', 'user:default/jane'].flatMap(
        (name, index) =>
          runOf(`again-${index}`, { user: name, hoursAgo: 5 + index }),
      ),
    );
    await sendEvents(insights, [usageOf('u3', { actor: 'jane' })]);
    await settled(insights);
    expect(
      await knex('run')
        .where('run_key', 'like', 'again%')
        .select('actor_hash', 'actor_kind'),
    ).toEqual(
      Array.from({ length: 3 }, () => ({
        actor_hash: Buffer.of(),
        actor_kind: null,
      })),
    );
    expect(await placesOf(knex, user)).toEqual(['actor_erased.actor_hash']);

    const again = await erase('user:default/jane');
    expect(again.body).toMatchObject({ runs: 0, events: 0, members: 0 });
    expect(await placesOf(knex, user)).toEqual(['actor_erased.actor_hash']);
    expect((await erase('')).status).toBe(400);
    await insights.backend.stop();
  });

  it('needs the right to look after sources', async () => {
    const token = 'a-token-for-the-producer';
    const insights = await startInsights(await databases.init('POSTGRES_18'), {
      tokens: [
        { token, subject: 'external:local', permission: 'insights.ingest' },
      ],
    });
    const answer = await request(insights.server)
      .post('/api/insights/actors/erase')
      .set('authorization', `Bearer ${token}`)
      .send({ user: 'jane' });
    expect(answer.status).toBe(403);
    expect(await insights.knex('actor_erased')).toEqual([]);
    const anonymous = await request(insights.server)
      .post('/api/insights/actors/erase')
      .set('authorization', 'Bearer nonsense')
      .send({ user: 'jane' });
    expect(anonymous.status).toBe(401);
    await insights.backend.stop();
  });
});
