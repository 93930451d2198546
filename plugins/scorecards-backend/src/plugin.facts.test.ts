import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import {
  startScorecards,
  PUSHER,
  eventually,
  type Setup,
} from './__testUtils__/startScorecards';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const start = async (setup: Setup = {}) =>
  startScorecards(await databases.init('POSTGRES_18'), setup);

jest.setTimeout(60_000);

describe('pushed facts', () => {
  it('evaluates pushed facts within two seconds, and keeps what was before', async () => {
    const { get, post, knex } = await start();
    const push = (value: number, observedAt: string) =>
      post(
        '/facts',
        {
          items: [
            {
              entity: 'component:lane-net',
              fact: 'ops.open_incidents',
              value,
              observedAt,
            },
          ],
        },
        PUSHER,
      );
    const incidents = async () =>
      (await get('/results?entity=component:lane-net&check=incidents')).body
        .items[0];
    const now = Date.now();
    const hoursAgo = (hours: number) =>
      new Date(now - hours * 3_600_000).toISOString();

    const pushed = await push(3, hoursAgo(2));
    expect(pushed.status).toBe(200);
    expect(pushed.body.results).toEqual([
      {
        index: 0,
        entity: 'component:default/lane-net',
        fact: 'ops.open_incidents',
        status: 'accepted',
      },
    ]);
    const failing = await eventually(incidents, row => row.state === 'fail');
    expect(failing).toMatchObject({
      state: 'fail',
      value: 3,
      observedAt: hoursAgo(2),
      source: 'external:test-service',
      reason: 'open incidents is 3, must be at most 0',
    });

    expect((await push(3, hoursAgo(2))).body.results[0].status).toBe(
      'unchanged',
    );
    expect((await push(4, hoursAgo(2))).body.results[0].status).toBe(
      'rejected',
    );
    expect((await push(9, hoursAgo(5))).body.results[0].status).toBe(
      'superseded',
    );
    expect((await push(0, hoursAgo(1))).body.results[0].status).toBe(
      'accepted',
    );
    const passing = await eventually(incidents, row => row.state === 'pass');
    expect(passing.state).toBe('pass');
    const levels = await get('/levels?entity=component:lane-net');
    expect(levels.body.items).toEqual([
      expect.objectContaining({
        entity: 'component:default/lane-net',
        scorecard: 'scorecard:default/maturity',
        version: 1,
        level: { name: 'described', title: 'Described', rank: 2, of: 2 },
        counts: expect.objectContaining({ pass: 3, fail: 0 }),
      }),
    ]);

    const history = await knex('result_history')
      .where({ check_id: 'incidents' })
      .orderBy('valid_from')
      .select('state');
    expect(history.map(row => row.state)).toEqual(['no-data', 'fail']);
    const facts = await knex('fact_history')
      .where({ fact_id: 'ops.open_incidents' })
      .orderBy('observed_at')
      .select('number_value');
    expect(facts.map(row => row.number_value)).toEqual([9, 3, 0]);
  });

  it('takes each pushed item by itself', async () => {
    const { post } = await start();
    const { status, body } = await post(
      '/facts',
      {
        items: [
          {
            entity: 'component:lane-net',
            fact: 'ops.pages',
            value: ['b', 'a', 'b'],
          },
          { entity: 'lane-net', fact: 'ops.pages', value: 1 },
          {
            entity: 'component:lane-net',
            fact: 'catalog.hasDocs',
            value: true,
          },
          {
            entity: 'component:lane-net',
            fact: 'ops.open_incidents',
            value: 'three',
          },
          { entity: 'component:lane-net', fact: 'ops.text', value: 'a\u0000b' },
          {
            entity: 'component:lane-net',
            fact: 'ops.when',
            value: '2026-01-01',
            type: 'time',
          },
          {
            entity: 'component:lane-net',
            fact: 'ops.later',
            value: 1,
            observedAt: '2999-01-01T00:00:00Z',
          },
          { entity: 'component:lane-net', fact: 'ops.pages', value: { a: 1 } },
          7,
        ],
      },
      PUSHER,
    );
    expect(status).toBe(200);
    expect(
      body.results.map((result: { status: string; reason?: string }) => [
        result.status,
        result.reason,
      ]),
    ).toEqual([
      ['accepted', undefined],
      ['rejected', expect.stringContaining('no entity ref')],
      ['rejected', expect.stringContaining('you may push ops.*')],
      ['rejected', 'value must be a finite number'],
      ['rejected', 'value contains characters that cannot be stored'],
      ['accepted', undefined],
      ['rejected', 'observedAt is in the future'],
      ['rejected', expect.stringContaining('value must be')],
      ['rejected', expect.stringContaining('expected object')],
    ]);
  });

  it('tells the latest values with time and source, and nothing of what the caller does not see', async () => {
    const outsider = 'user:default/outsider';
    const { get, post } = await start({
      visible: (kind, caller) =>
        caller === outsider && kind === 'component' ? new Set([]) : 'all',
    });
    const observedAt = '2026-01-02T03:04:05.000Z';
    await post(
      '/facts',
      {
        items: [
          {
            entity: 'component:lane-net',
            fact: 'ops.availability',
            value: 99.4,
            unit: 'percent',
            observedAt,
          },
        ],
      },
      PUSHER,
    );
    const path = '/facts/values?entity=component:lane-net';
    const told = (await get(path)).body.items.find(
      ({ fact }: { fact: string }) => fact === 'ops.availability',
    );
    expect(told).toEqual({
      entity: 'component:default/lane-net',
      fact: 'ops.availability',
      state: 'ok',
      value: 99.4,
      unit: 'percent',
      observedAt,
      source: 'external:test-service',
    });
    const csv = await get(`${path}&format=csv`);
    expect(csv.text).toContain('ops.availability,ok,99.4,percent');

    const hidden = await get(path, mockCredentials.user.header(outsider));
    expect(hidden.body.items).toEqual([]);
    expect((await get('/facts/values')).status).toBe(400);
    expect((await get(path, mockCredentials.none.header())).status).toBe(401);
  });
});
