import request from 'supertest';
import { PostgresProxy } from '../../__testUtils__/PostgresProxy';
import {
  databases,
  producerToken,
  StartedInsights,
  startInsights,
} from '../../__testUtils__/startInsights';

jest.setTimeout(120_000);

let proxy: PostgresProxy;
let insights: StartedInsights;

beforeAll(async () => {
  proxy = new PostgresProxy(await databases.init('POSTGRES_18'));
  insights = await startInsights(await proxy.start());
});
afterAll(async () => {
  await insights.backend.stop();
  await proxy.stop();
});

function event(runId: string) {
  return {
    eventType: 'START',
    eventTime: new Date().toISOString(),
    producer: 'https://example.com/producer',
    run: { runId },
    job: { namespace: 'perception', name: 'lanes-train' },
  };
}

async function send(body: object) {
  return request(insights.server)
    .post('/api/insights/lineage')
    .set('authorization', producerToken('external:local'))
    .send(body);
}

async function countOf(runId: string): Promise<number> {
  const rows = await insights.knex('event').where({ run_key: runId });
  return rows.length;
}

describe('a database that goes away', () => {
  it('is answered 503, nothing is acknowledged, and the same request works when it is back', async () => {
    const body = event('gone');
    proxy.goAway();
    const refused = await send(body);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.body.error.name).toBe('ServiceUnavailableError');
    expect(refused.body).not.toHaveProperty('results');
    proxy.comeBack();
    expect((await send(body)).body.results).toMatchObject([
      { status: 'accepted' },
    ]);
    expect(await countOf('gone')).toBe(1);
  });

  it('before COMMIT leaves nothing behind', async () => {
    const body = event('before');
    proxy.atCommit = 'cut-before';
    expect((await send(body)).status).toBe(503);
    proxy.atCommit = 'pass';
    expect(await countOf('before')).toBe(0);
    expect((await send(body)).body.results).toMatchObject([
      { status: 'accepted' },
    ]);
  });

  it('between COMMIT and its confirmation does not count twice', async () => {
    const body = event('after');
    proxy.atCommit = 'cut-after';
    expect((await send(body)).status).toBe(503);
    proxy.atCommit = 'pass';
    expect((await send(body)).body.results).toMatchObject([
      { status: 'duplicate' },
    ]);
    expect(await countOf('after')).toBe(1);
  });
});
