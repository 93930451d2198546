import { setTimeout } from 'node:timers/promises';
import { mockCredentials } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { Knex } from 'knex';
import request from 'supertest';
import {
  databases,
  startInsights,
  StartedInsights,
} from '../__testUtils__/startInsights';
import { migrate } from '../store/migrate';

const estimate = (value: number) => ({
  value,
  low: value - 1,
  high: value + 1,
});

const REPORT = {
  report: {
    weeks: 8,
    total: estimate(30),
    segments: [
      {
        stage: 'training',
        phase: 'queue',
        loss: estimate(20),
        target: {
          kind: 'peers',
          hours: 12,
          hoursPerRun: 0.1,
          reliability: 0.9,
          peers: 5,
        },
        recoverable: estimate(8),
      },
      { stage: 'simulation', phase: 'execution', loss: estimate(10) },
    ],
  },
  runs: { training: 100, simulation: 40 },
  path: [
    {
      stage: 'training',
      runs: 100,
      workedHours: 50,
      blockedHours: 20,
      reworkHours: 0,
    },
    {
      stage: 'simulation',
      runs: 40,
      workedHours: 5,
      blockedHours: 0,
      reworkHours: 10,
    },
  ],
  jobClasses: {
    'training|queue': [{ runClass: 'full', gpus: 64, hours: 20 }],
  },
  hours: {},
  offerings: [{ stage: 'training', offering: '', runs: 100 }],
  handoffs: [],
  folded: [],
  workingHours: 'Mon to Fri, 07:00 to 19:00, UTC',
  timeZone: 'UTC',
};

function group(name: string, type: string, parent?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type, children: [], ...(parent ? { parent } : {}) },
  };
}

function members(team: string, count: number): Entity[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: `${team}-${index}`, namespace: 'default' },
    spec: { memberOf: [team] },
  }));
}

async function waitForUnits(knex: Knex, count: number): Promise<void> {
  for (let round = 0; round < 300; round++) {
    const rows = await knex('organisation_unit').select('unit_ref');
    if (rows.length >= count) {
      return;
    }
    await setTimeout(100);
  }
  throw new Error('The organisation was not read');
}

describe('losses and annotations', () => {
  let knex: Knex;
  let started: StartedInsights;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    started = await startInsights(knex, {
      asUsers: true,
      entities: [
        group('perception', 'department'),
        group('lanes', 'customer-team', 'perception'),
        group('signs', 'customer-team', 'perception'),
        ...members('lanes', 6),
        ...members('signs', 3),
      ],
    });
    await waitForUnits(knex, 3);
    await knex('loss_report').insert({
      unit_ref: 'group:default/lanes',
      closed_end: '2026-11-16',
      digest: Buffer.from('00', 'hex'),
      definition_version: 1,
      runs: 140,
      report: JSON.stringify(REPORT),
      released_stages: ['training'],
    });
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
        '/annotations',
        '/annotations/{id}/answer',
        '/annotations/{id}/withdrawn',
      ]),
    );
  });
});
