import net from 'node:net';
import { AddressInfo } from 'node:net';
import { Entity } from '@backstage/catalog-model';
import { mockCredentials } from '@backstage/backend-test-utils';
import { PUBLISHED_SCHEMAS } from '@mli/plugin-insights-common';
import request, { Test } from 'supertest';
import {
  databases,
  producerToken,
  StartedInsights,
  startInsights,
} from '../../__testUtils__/startInsights';

jest.setTimeout(240_000);

const producer = producerToken('external:local');
const manager = producerToken('external:manager');
const PERSON = 'jane.doe';

const LANES: Entity[] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'lanes' },
    spec: { type: 'customer-team', children: [] },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'lane-model' },
    spec: { type: 'model', owner: 'group:default/lanes' },
  },
];

let insights: StartedInsights;

beforeAll(async () => {
  insights = await startInsights(await databases.init('POSTGRES_18'), {
    entities: LANES,
    insights: {
      rateLimit: {
        subjects: [
          {
            subject: 'external:other',
            requestsPerSecond: 1,
            eventsPerSecond: 100,
          },
        ],
      },
    },
  });
});
afterAll(() => insights.backend.stop());

function send(method: 'post' | 'get' | 'delete', path: string, token: string) {
  return request(insights.server)
    [method](`/api/insights/${path}`)
    .set('authorization', token);
}
const get = (path: string, token = manager): Test => send('get', path, token);
const post = (path: string, body: object, token = manager): Test =>
  send('post', path, token).send(body);

let runs = 0;
function event(changes: object = {}) {
  runs += 1;
  return {
    eventType: 'COMPLETE',
    eventTime: new Date(Date.now() - 60_000).toISOString(),
    producer: 'https://example.com/producer',
    run: { runId: `run-${runs}` },
    job: { namespace: 'adhoc', name: 'nightly-clean' },
    ...changes,
  };
}

async function eventually(check: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await check();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }
}

describe('quarantine', () => {
  const tags = (key: string, value: string) => ({
    facets: { tags: { tags: [{ key, value }] } },
  });

  it('reads an item once more after what was wrong is right, under its own identity', async () => {
    const old = event({
      eventTime: '2026-01-02T00:00:00Z',
      run: { runId: 'old', ...tags('user', PERSON) },
      job: {
        namespace: 'adhoc',
        name: 'old',
        facets: { ownership: { owners: [{ name: 'team:lanes' }] } },
      },
    });
    const sent = await post('lineage', old, producer);
    expect(sent.body.results).toMatchObject([
      { status: 'quarantined', reason: 'too-old' },
    ]);
    const summary = await get('quarantine/summary');
    expect(summary.body.items).toMatchObject([
      { source: 'local', reason: 'too-old', count: 1 },
    ]);
    const filter = { source: 'local', reason: 'too-old' };
    const vain = await post('quarantine/redrive', filter);
    expect(vain.body.results).toMatchObject([
      { status: 'quarantined', reason: 'too-old' },
    ]);
    expect((await get('quarantine')).body.items).toMatchObject([
      { tries: 1, reason: 'too-old' },
    ]);

    // It waits as something that the portal did not know then and knows now.
    await insights.knex('quarantine').update({
      reason: 'unknown-type',
      received_at: '2026-01-03T00:00:00Z',
    });
    const [{ id }] = (await get('quarantine')).body.items;
    const redriven = await post('quarantine/redrive', { ids: [id] });
    expect(redriven.body.results).toMatchObject([
      { id, source: 'local', status: 'accepted' },
    ]);
    const [run] = await insights.knex('run').where({ run_key: 'old' });
    expect(run.actor_hash).toHaveLength(32);
    const direct = event({ run: { runId: 'new', ...tags('user', PERSON) } });
    await post('lineage', direct, producer);
    const [same] = await insights.knex('run').where({ run_key: 'new' });
    expect(run.actor_hash.equals(same.actor_hash)).toBe(true);
    const [subject] = await insights
      .knex('attribution_subject')
      .where({ id: run.subject_id });
    expect(subject.said_team).toBe('lanes');

    expect((await get('quarantine')).body.items).toEqual([]);
    const again = await post('quarantine/redrive', { all: true });
    expect(again.body).toEqual({ results: [] });
    const [counted] = await insights
      .knex('ingest_count')
      .where({ reason: 'redriven' });
    expect(counted).toMatchObject({ status: 'accepted', count: '1' });
  });

  it('counts an item once that its producer sent again meanwhile', async () => {
    const early = event({
      eventTime: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await post('lineage', early, producer);
    const row = await insights
      .knex('quarantine')
      .where({ reason: 'future' })
      .first();
    await insights.knex('event').insert({
      source_id: row.source_id,
      event_id: row.event_id,
      body_hash: row.body_hash,
      type: 'openlineage.run.complete',
      event_time: new Date(),
      observation: '{}',
    });
    await insights.knex('quarantine').update({ reason: 'future' });
    const before = await insights.knex('event').count();
    await post('quarantine/redrive', { reason: 'future' });
    expect(await insights.knex('event').count()).toEqual(before);
  });

  it.each([
    ['nothing named', {}, 400],
    ['a wrong id', { ids: ['x'] }, 400],
    ['too much', { ids: Array(1001).fill('1') }, 400],
    ['an item that is not', { ids: ['999'] }, 200],
  ])('answers %s', async (_, body, status) => {
    expect((await post('quarantine/redrive', body)).status).toBe(status);
  });
});

describe('what belongs to nobody', () => {
  it('is listed, given away with its past, and taken back', async () => {
    await eventually(async () => {
      const found = await insights.knex('organisation_version');
      expect(found.length).toBeGreaterThan(0);
    });
    await post('lineage', [event(), event()], producer);
    const list = await get('unattributed?source=local');
    const job = {
      source: 'local',
      namespace: 'adhoc',
      job: 'nightly-clean',
      runs: expect.any(Number),
      lastSeenAt: expect.any(String),
    };
    expect(list.body.items).toContainEqual(job);
    expect((await get('unattributed?format=csv')).text).toContain(
      'local,adhoc,nightly-clean,',
    );

    const pattern = { glob: 'adhoc/nightly-*', component: 'lane-model' };
    const preview = await post('patterns/preview', pattern);
    expect(preview.body).toMatchObject({
      team: 'group:default/lanes',
      jobs: 1,
      moved: 0,
      kept: 0,
    });
    expect(preview.body.attributed).toBeGreaterThanOrEqual(2);

    const added = await post('patterns', { ...pattern, reason: 'I asked' });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      glob: 'adhoc/nightly-*',
      component: 'component:default/lane-model',
      createdBy: 'external:manager',
      reason: 'I asked',
      applied: true,
    });
    const decided = () =>
      insights
        .knex('attribution as a')
        .join('attribution_subject as s', 's.id', 'a.subject_id')
        .join('job as j', 'j.id', 's.job_id')
        .where({ 'j.name': 'nightly-clean', 's.said_team': '' })
        .select('team_ref', 'team_rule', 'stage', 'valid_from', 'valid_to');
    for (const row of await decided()) {
      expect(row).toEqual({
        team_ref: 'group:default/lanes',
        team_rule: 'portal-pattern',
        stage: 'training',
        valid_from: new Date(0),
        valid_to: null,
      });
    }
    expect((await get('unattributed')).body.items).not.toContainEqual(job);

    const undone = await send('delete', `patterns/${added.body.id}`, manager);
    expect(undone.body).toMatchObject({ undoneBy: 'external:manager' });
    for (const row of await decided()) {
      expect(row).toMatchObject({
        team_ref: '',
        team_rule: 'none',
        valid_from: new Date(0),
        valid_to: null,
      });
    }
    expect((await get('unattributed')).body.items).toContainEqual(job);
    const twice = await send('delete', `patterns/${added.body.id}`, manager);
    expect(twice.status).toBe(404);
    expect((await get('patterns')).body.items).toMatchObject([
      { id: added.body.id, undoneBy: 'external:manager' },
    ]);
  });

  it.each([
    ['a team that is not', { glob: 'adhoc/*', team: 'nobody' }],
    ['a glob of everything', { glob: '**', team: 'lanes' }],
    ['both', { glob: 'adhoc/*', team: 'lanes', component: 'lane-model' }],
    ['neither', { glob: 'adhoc/*' }],
    ['something else', { glob: 'adhoc/*', team: 'lanes', who: 'me' }],
    ['U+0000', { glob: 'adhoc/\u0000', team: 'lanes' }],
  ])('refuses %s', async (_, pattern) => {
    const response = await post('patterns', pattern);
    expect(response.status).toBe(400);
    expect(response.body.error.message).toMatch(/\w+ \w+/);
  });
});

describe('who may look after sources', () => {
  it.each(['quarantine', 'quarantine/summary', 'unattributed', 'patterns'])(
    '%s is not for everybody',
    async path => {
      const nobody = await get(path, mockCredentials.none.header());
      expect(nobody.status).toBe(401);
    },
  );
});

describe('schemas', () => {
  it('are readable without sign-in, and are what validates', async () => {
    const list = await request(insights.server).get('/api/insights/schemas');
    expect(list.body.items.map((item: { name: string }) => item.name)).toEqual(
      PUBLISHED_SCHEMAS.map(({ name }) => name),
    );
    for (const { url } of list.body.items) {
      const { status, body } = await request(insights.server).get(url);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        additionalProperties: false,
      });
    }
    const none = await request(insights.server).get(
      '/api/insights/schemas/__proto__.json',
    );
    expect(none.status).toBe(404);
  });
});

describe('limits', () => {
  it('tell one producer when to come again, and leave the others alone', async () => {
    const other = producerToken('external:other');
    const answers = await Promise.all(
      Array.from({ length: 14 }, () => post('lineage', event(), other)),
    );
    const refused = answers.filter(answer => answer.status === 429);
    expect(refused).toHaveLength(4);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused[0]?.body.error.message).toContain('1 requests a second');
    expect((await post('lineage', event(), producer)).status).toBe(202);
  });

  it('cut off a body that trickles, and one without an end', async () => {
    const { port } = insights.server.address() as AddressInfo;
    const head = [
      'POST /api/insights/lineage HTTP/1.1',
      'host: localhost',
      `authorization: ${producer}`,
      'content-type: application/json',
    ];
    const trickling = await converse(port, [
      ...head,
      'content-length: 1000',
      '',
      '{"a":',
    ]);
    expect(trickling).toMatch(/^HTTP\/1.1 408 /);
    const endless = await converse(
      port,
      [...head, 'transfer-encoding: chunked', '', ''],
      `10000\r\n${' '.repeat(65_536)}\r\n`,
    );
    expect(endless).toMatch(/^HTTP\/1.1 413 /);
  });
});

/** Sends lines, then a piece again and again, until the other side closes; answers what it said. */
function converse(
  port: number,
  lines: readonly string[],
  piece?: string,
): Promise<string> {
  return new Promise(resolve => {
    let heard = '';
    const socket = net.connect(port, '127.0.0.1');
    const pour = () => {
      while (piece !== undefined && !socket.destroyed && socket.write(piece)) {
        // until the other side takes no more
      }
    };
    socket.on('data', data => {
      heard += data.toString();
    });
    socket.on('drain', () => setImmediate(pour));
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
    socket.write(lines.join('\r\n'));
    pour();
  });
}
