import { mockCredentials } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import request from 'supertest';
import {
  perceptionWith,
  storeReport,
  waitForUnits,
} from '../__testUtils__/lossFixtures';
import {
  databases,
  startInsights,
  StartedInsights,
} from '../__testUtils__/startInsights';
import { migrate } from '../store/migrate';

describe('losses and annotations', () => {
  let knex: Knex;
  let started: StartedInsights;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    started = await startInsights(knex, {
      asUsers: true,
      entities: [...perceptionWith({ lanes: 6, signs: 3 })],
    });
    await waitForUnits(knex, 3);
    await storeReport(knex, 'group:default/lanes');
  }, 120_000);

  afterAll(async () => {
    await started.backend.stop();
  });

  const get = (path: string) =>
    request(started.server)
      .get(`/api/insights${path}`)
      .set('Authorization', mockCredentials.user.header());

  it('says where the weeks of a team go, of what may be shown', async () => {
    const { status, body } = await get('/losses?team=lanes');
    expect([status, body.error?.message]).toEqual([200, undefined]);
    expect(body).toMatchObject({
      unit: 'group:default/lanes',
      status: 'ok',
      window: { from: '2026-09-21', to: '2026-11-16' },
      sentence:
        'lost 30 h a week (29 to 31): 20 h waiting for 64-GPU training.',
      bottleneckSentence: expect.stringMatching(/^No clear bottleneck/),
    });
    expect(JSON.stringify(body)).not.toContain('system failures');
    expect(body.path).toContainEqual({ stage: 'simulation', seen: false });
  });

  it('folds a small team into its parent, and says so', async () => {
    const { body } = await get('/losses?team=signs');
    expect(body).toMatchObject({
      status: 'folded',
      foldedInto: 'group:default/perception',
      items: [],
    });
    expect(body.n).toBeUndefined();
  });

  it('lists the largest losses, as CSV too', async () => {
    const { body } = await get('/losses');
    expect(body.items).toHaveLength(1);
    const csv = await get('/losses?format=csv');
    expect(csv.text.split('\r\n')[1]).toMatch(
      /^group:default\/lanes,training,queue,20,19,21,peers,12,8,7,9,/,
    );
  });

  it('shows what is behind a loss, recent runs only to members', async () => {
    const { status, body } = await get(
      '/losses/detail?team=lanes&stage=training&phase=queue',
    );
    expect(status).toBe(200);
    expect(body.jobClasses).toEqual([
      {
        runClass: 'full',
        gpus: 64,
        hours: 20,
        share: 1,
        words: '64-GPU full runs',
      },
    ]);
    expect(body.recentRuns).toBeUndefined();
  });

  it.each([
    ['/losses?team=nobody', 404],
    ['/losses?team=lanes&department=perception', 400],
    ['/losses?limit=0', 400],
    ['/losses?team=component:lanes', 400],
    ['/losses/detail?team=lanes&stage=simulation&phase=execution', 404],
    ['/losses/detail?team=lanes', 400],
    ['/annotations?from=yesterday', 400],
    ['/recent-runs?team=lanes', 403],
    ['/recent-runs', 400],
    ['/recent-runs?team=nobody', 404],
    ['/changes?team=lanes', 400],
    ['/changes?metric=iteration_time&team=nobody', 404],
    ['/changes?metric=wait_share&team=lanes', 400],
    ['/trends?metric=speed', 400],
  ])('answers %s with %d', async (path, expected) => {
    const { status, body } = await get(path);
    expect(status).toBe(expected);
    expect(body.error.message).not.toBe('');
  });

  it('answers 401 without credentials', async () => {
    const { status } = await request(started.server)
      .get('/api/insights/losses')
      .set('Authorization', mockCredentials.none.header());
    expect(status).toBe(401);
  });

  it('lets nobody speak for a team of others, and reads what is said strictly', async () => {
    const post = (body: object) =>
      request(started.server)
        .post('/api/insights/annotations')
        .set('Authorization', mockCredentials.user.header())
        .send(body);
    const draft = {
      reason: 'outage',
      text: 'The queue was down',
      unit: 'lanes',
      from: '2026-11-02',
      to: '2026-11-04',
    };
    expect((await post(draft)).status).toBe(403);
    expect((await post({ ...draft, to: '2026-11-02' })).status).toBe(400);
    expect((await post({ ...draft, person: 'ann' })).status).toBe(400);
    expect((await get('/annotations?team=lanes')).body).toEqual({ items: [] });
  });

  it('describes its routes', async () => {
    const { body } = await get('/openapi.json');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/losses',
        '/losses/detail',
        '/recent-runs',
        '/trends',
        '/changes',
        '/annotations',
        '/annotations/{id}/answer',
        '/annotations/{id}/withdrawn',
      ]),
    );
  });
});
