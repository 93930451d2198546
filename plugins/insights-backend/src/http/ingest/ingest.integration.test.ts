import { gzipSync } from 'node:zlib';
import { mockCredentials } from '@backstage/backend-test-utils';
import request, { Test } from 'supertest';
import {
  databases,
  producerToken,
  StartedInsights,
  startInsights,
} from '../../__testUtils__/startInsights';

jest.setTimeout(120_000);

const MARKER = 'jane.doe-and-a-secret';
const producer = producerToken('external:local');
let insights: StartedInsights;

beforeAll(async () => {
  insights = await startInsights(await databases.init('POSTGRES_18'));
});
afterAll(() => insights.backend.stop());

function post(path: string, token: string | undefined = producer): Test {
  const test = request(insights.server).post(`/api/insights/${path}`);
  return token ? test.set('authorization', token) : test;
}

function get(path: string, token = producer): Test {
  return request(insights.server)
    .get(`/api/insights/${path}`)
    .set('authorization', token);
}

let runs = 0;
function event(changes: object = {}) {
  runs += 1;
  return {
    eventType: 'START',
    eventTime: new Date(Date.now() - 60_000).toISOString(),
    producer: 'https://example.com/producer',
    run: { runId: `run-${runs}` },
    job: { namespace: 'perception', name: 'lanes-train' },
    ...changes,
  };
}

function cloudEvent(changes: object = {}) {
  runs += 1;
  return {
    specversion: '1.0',
    id: `event-${runs}`,
    source: '/scheduler',
    type: 'mli.run.started.v1',
    time: new Date(Date.now() - 60_000).toISOString(),
    data: { runId: `run-${runs}`, namespace: 'cluster', job: 'train' },
    ...changes,
  };
}

describe('what is refused as a whole', () => {
  it.each<[string, number, () => Test]>([
    [
      'no credentials',
      401,
      () => post('lineage', mockCredentials.none.header()).send(event()),
    ],
    [
      'a person',
      403,
      () => post('lineage', mockCredentials.user.header()).send(event()),
    ],
    [
      'a subject nothing is bound to',
      403,
      () => post('lineage', producerToken('external:stranger')).send(event()),
    ],
    [
      'a source of somebody else',
      403,
      () => post('lineage?source=other').send(event()),
    ],
    [
      'a source of another kind',
      403,
      () => post('lineage?source=local-events').send(event()),
    ],
    [
      'a source that is not',
      403,
      () => post(`lineage?source=${MARKER}`).send(event()),
    ],
    [
      'an import into a configured source',
      403,
      () => post('import/runs').send({ source: 'other', items: [] }),
    ],
    [
      'an import by somebody who may not',
      403,
      () =>
        post('import/runs', producerToken('external:other')).send({
          source: 'new',
          items: [],
        }),
    ],
    ['no JSON', 400, () => post('lineage').type('json').send(`{"${MARKER}": `)],
    ['nothing', 400, () => post('lineage').type('json').send('')],
    [
      'no UTF-8',
      400,
      () =>
        post('lineage')
          .type('json')
          .serialize(body => body)
          .send(Buffer.from([0x22, 0xff, 0x22]) as unknown as object),
    ],
    [
      'no import',
      400,
      () => post('import/runs').send({ source: 5, items: MARKER }),
    ],
    [
      'a source name that is none',
      400,
      () => post('import/runs').send({ source: 'Not A Name', items: [{}] }),
    ],
    [
      'text',
      415,
      () => post('lineage').type('text').send(JSON.stringify(event())),
    ],
    [
      'no content type',
      415,
      () => post('events').set('content-type', '').send('x'),
    ],
    ['a form', 415, () => post('events').type('form').send('a=b')],
    [
      'another character set',
      415,
      () =>
        post('lineage')
          .set('content-type', 'application/json; charset=utf-16')
          .send(JSON.stringify(event())),
    ],
    [
      'an unknown encoding',
      415,
      () =>
        post('lineage')
          .type('json')
          .set('content-encoding', 'zip')
          .send(JSON.stringify(event())),
    ],
    [
      'too many bytes',
      413,
      () => post('lineage').send({ ...event(), x: MARKER.repeat(220_000) }),
    ],
    [
      'too many bytes once inflated',
      413,
      () =>
        post('lineage')
          .type('json')
          .set('content-encoding', 'gzip')
          .serialize(body => body)
          .send(
            gzipSync(Buffer.alloc(5 * 1024 * 1024, ' ')) as unknown as object,
          ),
    ],
    [
      'too many items',
      413,
      () => post('lineage').send(Array.from({ length: 1001 }, () => 1)),
    ],
    [
      'a batch that is no array',
      400,
      () =>
        post('events')
          .set('content-type', 'application/cloudevents-batch+json')
          .send('{}'),
    ],
    [
      'a header that is not encoded',
      400,
      () =>
        post('events')
          .set('ce-specversion', '1.0')
          .set('ce-id', '%zz')
          .send({}),
    ],
  ])('%s: %i', async (_, status, send) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(response.body.error.message).toMatch(/\w+ \w+/);
    const { request: _request, ...echo } = response.body;
    expect(JSON.stringify(echo)).not.toContain(MARKER);
  });

  it('says what the caller may write', async () => {
    const response = await post('lineage?source=other').send(event());
    expect(response.body.error.message).toContain(
      'It may write: local (openlineage), local-history (openlineage), local-events (cloudevents)',
    );
  });
});

describe('what is judged item by item', () => {
  it('takes one event as a batch of one, and an empty batch', async () => {
    const one = await post('lineage').send(event());
    expect(one.status).toBe(202);
    expect(one.body.results).toEqual([
      { id: expect.any(String), status: 'accepted' },
    ]);
    const none = await post('lineage').send([]);
    expect(none.status).toBe(202);
    expect(none.body).toEqual({ results: [] });
  });

  it('takes what the transport compresses', async () => {
    const response = await post('lineage')
      .type('json')
      .set('content-encoding', 'gzip')
      .serialize(body => body)
      .send(gzipSync(JSON.stringify(event())) as unknown as object);
    expect(response.body.results).toMatchObject([{ status: 'accepted' }]);
  });

  it('answers one result for each item, in order, and never 5xx', async () => {
    const known = event();
    await post('lineage').send(known);
    const body = `[${[
      JSON.stringify(event()),
      JSON.stringify(known),
      JSON.stringify(event({ eventTime: '2999-01-01T00:00:00Z' })),
      JSON.stringify(
        event({ eventTime: new Date(Date.now() + 3_600_000).toISOString() }),
      ),
      JSON.stringify(event({ eventTime: '2020-01-01T00:00:00Z' })),
      '{"run":{"__proto__":{}}}',
      `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      '{"a":"\\u0000"}',
      '{"a":"\\ud800"}',
      '{"a":1e999}',
      'null',
      '"text"',
      JSON.stringify(event({ run: {} })),
    ].join(',')}]`;
    const response = await post('lineage').type('json').send(body);
    expect(response.status).toBe(202);
    const results: { id: string; status: string; reason?: string }[] =
      response.body.results;
    expect(
      results.map(({ status, reason }) =>
        reason ? `${status} ${reason}` : status,
      ),
    ).toEqual([
      'accepted',
      'duplicate',
      'rejected bad-time',
      'quarantined future',
      'quarantined too-old',
      'rejected forbidden-key',
      'rejected too-deep',
      'rejected null-character',
      'rejected lone-surrogate',
      'rejected number-not-finite',
      'rejected not-an-object',
      'rejected not-an-object',
      'rejected missing-field',
    ]);
    expect(results[5]?.id).toBe('5');
  });

  it('takes any age where the source is historical', async () => {
    const old = event({ eventTime: '2020-01-01T00:00:00Z' });
    const response = await post('lineage?source=local-history').send(old);
    expect(response.body.results).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('CloudEvents', () => {
  it('come structured, in batches, binary, and as plain JSON', async () => {
    const structured = await post('events')
      .set('content-type', 'application/cloudevents+json; charset=utf-8')
      .send(JSON.stringify(cloudEvent()));
    const batch = await post('events')
      .set('content-type', 'application/cloudevents-batch+json')
      .send(JSON.stringify([cloudEvent(), cloudEvent()]));
    const empty = await post('events')
      .set('content-type', 'application/cloudevents-batch+json')
      .send('[]');
    const plain = await post('events').send(cloudEvent());
    const { data, ...attributes } = cloudEvent({
      id: 'Ünïcode €',
      subject: 'a "b"',
    });
    const binary = post('events').type('json').send(data);
    for (const [name, value] of Object.entries(attributes)) {
      binary.set(`ce-${name}`, encodeURIComponent(value));
    }
    const answers = [structured, batch, empty, plain, await binary];
    expect(
      answers.map(item => [
        item.status,
        item.body.results.map((r: { status: string }) => r.status),
      ]),
    ).toEqual([
      [202, ['accepted']],
      [202, ['accepted', 'accepted']],
      [202, []],
      [202, ['accepted']],
      [202, ['accepted']],
    ]);
    expect(answers[4]?.body.results[0].id).toBe('Ünïcode €');
  });

  it('leave the content type of binary data to Content-Type', async () => {
    const response = await post('events')
      .set('ce-specversion', '1.0')
      .set('ce-datacontenttype', 'application/json')
      .send({});
    expect(response.status).toBe(400);
  });

  it('are kept aside when nobody knows their type', async () => {
    const response = await post('events').send(
      cloudEvent({ type: 'com.example.unknown' }),
    );
    expect(response.body.results).toMatchObject([
      { status: 'quarantined', reason: 'unknown-type' },
    ]);
  });
});

describe('imports', () => {
  it('create their source and take it again', async () => {
    const items = [
      {
        id: 'a',
        namespace: 'n',
        job: 'j',
        endedAt: '2020-01-01T00:00:00Z',
        outcome: 'succeeded',
      },
    ];
    const send = () =>
      post('import/runs').send({ source: 'history-2020', items });
    expect((await send()).body.results).toEqual([
      { id: 'a', status: 'accepted' },
    ]);
    expect((await send()).body.results).toEqual([
      { id: 'a', status: 'duplicate' },
    ]);
    expect(
      await insights.knex('source').where({ name: 'history-2020' }),
    ).toMatchObject([{ kind: 'file', historical: true }]);
  });
});

describe('what became of it', () => {
  it('is told to the producer, without the actor', async () => {
    const run = { runId: 'told' };
    const tags = {
      tags: [
        { key: 'user', value: MARKER },
        { key: 'slurm_job_id', value: '77' },
      ],
    };
    await post('lineage').send([
      event({ run: { ...run, facets: { tags } } }),
      event({ run, eventType: 'COMPLETE' }),
    ]);
    for (const id of ['told', 'slurm:77']) {
      const response = await get(`runs?source=local&id=${id}`);
      expect(response.status).toBe(200);
      expect(response.body.items).toEqual([
        expect.objectContaining({
          source: 'local',
          id: 'told',
          job: { namespace: 'perception', name: 'lanes-train' },
          outcome: 'succeeded',
          closedBy: 'event',
          events: 2,
          externalIds: ['slurm:77'],
          startedAt: expect.stringMatching(/\.\d{6}Z$/),
          attribution: expect.objectContaining({
            teamRule: 'none',
            offerings: [],
          }),
        }),
      ]);
      expect(response.text).not.toMatch(/actor/i);
    }
    expect((await get('runs?source=local&id=unknown')).body).toEqual({
      items: [],
    });
  });

  it.each([
    ['runs?source=local', 400],
    ['runs?source=local&id=a&id=b', 400],
  ])('%s: %i', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  it('is listed for those who look after sources', async () => {
    const manager = producerToken('external:manager');
    const actor = { type: 'com.example.unknown', data: { user: MARKER } };
    await post('events').send(cloudEvent(actor));
    const sources = await get('sources', manager);
    expect(sources.status).toBe(200);
    expect(sources.body.items).toContainEqual({
      state: 'learning',
      waiting: expect.any(Number),
      runs: expect.objectContaining({ total: expect.any(Number) }),
      lag: expect.objectContaining({ half: 'within 10 minutes' }),
      name: 'local-events',
      kind: 'cloudevents',
      historical: false,
      subjects: ['external:local'],
      firstReceivedAt: expect.any(String),
      lastReceivedAt: expect.any(String),
      counts: expect.arrayContaining([
        {
          day: new Date().toISOString().slice(0, 10),
          status: 'quarantined',
          reason: 'unknown-type',
          count: expect.any(Number),
        },
      ]),
    });
    const list = await get(
      'quarantine?source=local-events&reason=unknown-type',
      manager,
    );
    expect(list.body.items[0]).toEqual({
      id: expect.any(String),
      source: 'local-events',
      eventId: expect.any(String),
      reason: 'unknown-type',
      detail: expect.stringContaining('type'),
      tries: 0,
      receivedAt: expect.any(String),
      expiresAt: expect.any(String),
    });
    expect((await get('quarantine?cursor=x', manager)).status).toBe(400);
    expect((await get('runs?source=local&id=told', manager)).status).toBe(200);
  });

  it('never holds the name of an actor, in any table', async () => {
    const { rows: tables } = await insights.knex.raw(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_name not like 'knex%'`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const found = await insights.knex.raw(
        `select count(*)::int as n from ?? t where t::text ilike ?`,
        [name, `%${MARKER}%`],
      );
      expect({ name, found: found.rows[0].n }).toEqual({ name, found: 0 });
    }
  });

  it('is described for machines, readable without sign-in', async () => {
    const response = await request(insights.server)
      .get('/api/insights/openapi.json')
      .set('authorization', mockCredentials.none.header());
    expect(response.status).toBe(200);
    expect(Object.keys(response.body.paths)).toEqual(
      expect.arrayContaining([
        '/lineage',
        '/events',
        '/import/runs',
        '/runs',
        '/sources',
        '/quarantine',
      ]),
    );
  });
});

describe('tokens with restrictions', () => {
  const local = { token: 'local-token', subject: 'external:local' };
  let restricted: StartedInsights;

  beforeAll(async () => {
    restricted = await startInsights(await databases.init('POSTGRES_18'), {
      tokens: [
        { ...local, permission: 'insights.ingest' },
        {
          ...local,
          token: 'reading-token',
          permission: 'insights.adoption.read',
        },
        {
          token: 'manager-token',
          subject: 'external:manager',
          permission: 'insights.sources.manage',
        },
      ],
    });
  });
  afterAll(() => restricted.backend.stop());

  it.each([
    ['post', 'lineage', undefined, 401],
    ['post', 'lineage', 'forged-token', 401],
    ['post', 'lineage', 'reading-token', 403],
    ['post', 'lineage', 'manager-token', 403],
    ['post', 'lineage', 'local-token', 202],
    ['post', 'events', 'reading-token', 403],
    ['post', 'import/runs', 'reading-token', 403],
    ['get', 'runs?source=local&id=a', 'local-token', 200],
    ['get', 'runs?source=other&id=a', 'local-token', 403],
    ['get', 'runs?source=other&id=a', 'manager-token', 200],
    ['get', 'sources', undefined, 401],
    ['get', 'sources', 'local-token', 403],
    ['get', 'sources', 'manager-token', 200],
    ['get', 'quarantine', 'local-token', 403],
    ['get', 'quarantine', 'manager-token', 200],
  ] as const)('%s %s with %s: %i', async (method, path, token, status) => {
    const test = request(restricted.server)[method](`/api/insights/${path}`);
    if (token) {
      test.set('authorization', `Bearer ${token}`);
    }
    const response = await (method === 'post' ? test.send(event()) : test);
    expect(response.status).toBe(status);
  });
});
