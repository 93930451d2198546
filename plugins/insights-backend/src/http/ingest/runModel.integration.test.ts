import { mockServices } from '@backstage/backend-test-utils';
import request from 'supertest';
import { Retention } from '../../tasks/Retention';
import {
  databases,
  producerToken,
  StartedInsights,
  startInsights,
} from '../../__testUtils__/startInsights';
import {
  eventually,
  LANES,
  runOf,
  sendEvents,
  sendLineage,
  settled,
  usageOf,
} from '../../__testUtils__/portalOfLanes';

jest.setTimeout(240_000);

const TOKEN = 'a-token-of-a-producer';
let insights: StartedInsights;

beforeAll(async () => {
  insights = await startInsights(await databases.init('POSTGRES_18'), {
    entities: LANES,
  });
  await settled(insights);
});
afterAll(() => insights.backend.stop());

const manager = producerToken('external:manager');
const post = (path: string, body: object, server = insights.server) =>
  request(server)
    .post(`/api/insights${path}`)
    .set('authorization', manager)
    .send(body);

/** The same run as an event of ours, under the id that lineage gave it. */
function ownEvent(id: string, lineageRun: string): object {
  return {
    specversion: '1.0',
    id: `${id}-ended`,
    source: 'https://example.com/own',
    type: 'mli.run.ended.v1',
    time: new Date(Date.now() - 3_600_000).toISOString(),
    data: {
      runId: id,
      outcome: 'succeeded',
      namespace: 'lanes',
      job: 'train',
      externalIds: [`openlineage:${lineageRun}`],
    },
  };
}

describe('splitting and rejoining', () => {
  it('takes a row out of its run and lets it be joined again', async () => {
    await sendLineage(insights, runOf('one', { user: 'bob', hoursAgo: 2 }));
    expect(await sendEvents(insights, [ownEvent('own', 'one')])).toMatchObject([
      { status: 'accepted' },
    ]);
    const joined = async () =>
      (await insights.knex('run').whereNotNull('joined_to')).length;
    await eventually(async () => expect(await joined()).toBe(1));

    const split = { source: 'local-events', id: 'own', reason: 'a mistake' };
    expect((await post('/runs/split', split)).status).toBe(204);
    expect(await joined()).toBe(0);
    expect(await insights.knex('run_split')).toMatchObject([
      { reason: 'a mistake' },
    ]);
    const rejoin = { source: 'local-events', id: 'own' };
    expect((await post('/runs/rejoin', rejoin)).status).toBe(204);
    expect(await joined()).toBe(1);
  });

  it.each([
    ['/runs/split', { source: 'local', id: 'nobody', reason: 'x' }, 404],
    ['/runs/split', { source: 'local', id: 'one' }, 400],
    ['/runs/rejoin', { source: 'nowhere', id: 'one' }, 404],
    ['/runs/rejoin', { id: 'one' }, 400],
  ])('%s %j is %i', async (path, body, status) => {
    expect((await post(path, body)).status).toBe(status);
  });

  it('needs the right to look after sources', async () => {
    const restricted = await startInsights(
      await databases.init('POSTGRES_18'),
      {
        tokens: [
          {
            token: TOKEN,
            subject: 'external:x',
            permission: 'insights.ingest',
          },
        ],
      },
    );
    for (const path of ['/runs/split', '/runs/rejoin']) {
      const answer = await request(restricted.server)
        .post(`/api/insights${path}`)
        .set('authorization', `Bearer ${TOKEN}`)
        .send({ source: 'local', id: 'one', reason: 'x' });
      expect(answer.status).toBe(403);
    }
    const parked = await request(restricted.server)
      .get('/api/insights/runs/parked')
      .set('authorization', `Bearer ${TOKEN}`);
    expect(parked.status).toBe(403);
    await restricted.backend.stop();
  });
});

describe('uses of offerings', () => {
  it('make a day of activity, said or recognised by their type', async () => {
    await sendEvents(insights, [
      usageOf('said', { actor: 'jane-cluster' }),
      usageOf('typed', { actor: 'bob', type: 'com.example.fs.read' }),
      usageOf('stranger', { actor: 'bob', type: 'com.example.other' }),
    ]);
    await settled(insights);
    const rows = await insights
      .knex('activity_day')
      .where({ offering_ref: 'offering:default/feature-store' });
    const people = new Set(
      rows.flatMap(row =>
        row.people.map((hash: Buffer) => hash.toString('hex')),
      ),
    );
    expect(people.size).toBe(2);
    expect(new Set(rows.flatMap(row => row.rules))).toEqual(
      new Set(['explicit', 'offering-telemetry']),
    );
    expect(rows.map(row => row.team_ref)).toEqual(
      rows.map(() => 'group:default/lanes'),
    );
    expect(
      await insights.knex('quarantine').where({ reason: 'unknown-type' }),
    ).toHaveLength(1);
  });
});

describe('a run that cannot be linked', () => {
  it('is set aside with its reason, the others are linked, and it is tried again', async () => {
    const { knex } = insights;
    await knex.raw(`
      create function refuse_poison() returns trigger language plpgsql as
        $$ begin raise exception 'poison' using errcode = '23514'; end $$;
      create trigger refuse_poison before update on run for each row
        when (new.run_key = 'poison') execute function refuse_poison();
    `);
    await sendLineage(insights, [
      ...runOf('poison', { user: 'bob', hoursAgo: 3 }),
      ...runOf('sound', { user: 'bob', hoursAgo: 4 }),
    ]);
    await sendEvents(insights, [
      ownEvent('own-poison', 'poison'),
      ownEvent('own-sound', 'sound'),
    ]);
    await eventually(async () =>
      expect(
        await knex('run')
          .whereIn('run_key', ['sound', 'own-sound'])
          .whereNotNull('joined_to'),
      ).toHaveLength(1),
    );
    const list = () =>
      request(insights.server)
        .get('/api/insights/runs/parked')
        .set('authorization', manager);
    const { items } = await eventually(async () => {
      const { body } = await list();
      expect(body.items.length).toBeGreaterThan(0);
      return body;
    });
    expect(items[0]).toMatchObject({
      reason: expect.stringContaining('23514'),
      failures: 1,
    });
    expect(JSON.stringify(items)).not.toContain('own-sound');

    await knex.raw('drop trigger refuse_poison on run');
    await knex('run_link_mark').update({ due_at: new Date(0) });
    // the next event that concerns others has them worked off
    await sendEvents(insights, [ownEvent('own-next', 'sound')]);
    await eventually(async () => expect((await list()).body.items).toEqual([]));
    expect(
      await knex('run')
        .whereIn('run_key', ['poison', 'own-poison'])
        .whereNotNull('joined_to'),
    ).toHaveLength(1);
  });
});

describe('retention of runs and uses', () => {
  it('deletes old ones, keeps their cells, and does not compute those days again', async () => {
    const { knex } = insights;
    await settled(insights);
    const cells = await knex('cell').count();
    const runs = Number((await knex('run').count())[0]?.count);
    const days = [{ team_ref: '', day: '2026-01-01' }];
    // 200 days from now everything that is here is old
    const then = new Date(Date.now() + 200 * 86_400_000);
    const retention = new Retention({
      knex,
      logger: mockServices.logger.mock(),
      eventsDays: undefined,
      runsDays: 120,
      usageDays: 120,
    });
    await retention.run(then);
    const left = await knex('run');
    expect(left.length).toBeLessThan(runs);
    // whoever comes again is not new
    const firsts = await knex('run_sequence').whereNotNull('first_at');
    expect(left.map(row => row.id)).toEqual(
      expect.arrayContaining(firsts.map(row => row.run_id)),
    );
    expect(await knex('usage_event')).toEqual([]);
    await knex('dirty_day').insert(days);
    await knex.raw(
      `insert into dirty_day (team_ref, day) select distinct team_ref, day from cell on conflict do nothing`,
    );
    await settled(insights);
    expect(await knex('cell').count()).toEqual(cells);
    await retention.run(then);
    expect(await knex('dirty_day')).toEqual([]);
  });
});
