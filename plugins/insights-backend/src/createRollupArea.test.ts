import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { setTimeout } from 'node:timers/promises';
import request from 'supertest';
import {
  databases,
  producerToken,
  StartedInsights,
  startInsights,
} from './__testUtils__/startInsights';
import { Reaper } from './tasks/Reaper';

jest.setTimeout(120_000);

function entity(
  kind: string,
  name: string,
  spec: Entity['spec'],
  annotations?: Record<string, string>,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, annotations },
    spec,
  };
}

const ENTITIES = [
  entity('Group', 'lanes', { type: 'customer-team', children: [] }),
  entity('Group', 'feature-platform', { type: 'provider-team', children: [] }),
  entity(
    'User',
    'ann',
    { memberOf: ['lanes'] },
    { 'mli.internal/logins': 'a.nn' },
  ),
  entity(
    'Component',
    'lane-trainer',
    { type: 'training-pipeline', lifecycle: 'production', owner: 'lanes' },
    { 'mli.internal/jobs': 'airflow/lane-*' },
  ),
  entity('Offering', 'feature-store', {
    owner: 'feature-platform',
    stages: ['features'],
    lifecycle: 'ga',
    telemetry: [{ source: 'openlineage', jobNamespace: 'airflow' }],
  }),
];

const LANES = 'group:default/lanes';
const HOUR = 3_600_000;
const NOW = Date.now();

describe('from an event to a cell', () => {
  let insights: StartedInsights;

  beforeAll(async () => {
    insights = await startInsights(await databases.init('POSTGRES_18'), {
      entities: ENTITIES,
    });
    await eventually(async () => await insights.knex('organisation_version'));
  });
  afterAll(async () => await insights.backend.stop());

  /** Asks until there is something: the work behind it is poked, not called. */
  async function eventually<T>(ask: () => Promise<T[]>): Promise<T[]> {
    for (let tries = 0; tries < 200; tries++) {
      const rows = await ask();
      if (rows.length > 0) {
        return rows;
      }
      await setTimeout(100);
    }
    throw new Error('It did not happen within 20 seconds');
  }

  const send = async (eventType: string, runId: string, hoursAgo: number) =>
    await request(insights.server)
      .post('/api/insights/lineage?source=local')
      .set('authorization', producerToken('external:local'))
      .send({
        eventType,
        eventTime: new Date(NOW - hoursAgo * HOUR).toISOString(),
        producer: 'https://example.com/airflow',
        run: { runId },
        job: { namespace: 'airflow', name: 'lane-train' },
      })
      .expect(202);

  it('attributes a run and computes its cells', async () => {
    await send('START', 'one', 2);
    await send('COMPLETE', 'one', 1);

    const cells = await eventually(
      async () => await insights.knex('cell').where({ metric: 'run_time' }),
    );
    expect(cells).toEqual([
      expect.objectContaining({
        team_ref: LANES,
        stage: 'training',
        n: '1',
        values_ms: [String(HOUR)],
      }),
    ]);
    expect(
      await insights.knex('cell_offering').distinct('offering_ref'),
    ).toEqual([{ offering_ref: 'offering:default/feature-store' }]);
  });

  it('loses a run that falls silent, and finds it again when its end comes late', async () => {
    await send('START', 'silent', 100);
    const run = async (where: object) =>
      await insights.knex('run').where({ run_key: 'silent', ...where });
    await eventually(async () => await run({}));
    const reaper = new Reaper({
      knex: insights.knex,
      logger: mockServices.logger.mock(),
      onMarked: () => {},
    });
    expect(await reaper.run(new Date())).toBe(1);
    expect(await run({ outcome: 'lost', closed_by: 'reaper' })).toHaveLength(1);

    await send('COMPLETE', 'silent', 1);
    expect(
      await run({ outcome: 'succeeded', closed_by: 'event' }),
    ).toHaveLength(1);
    await eventually(
      async () =>
        await insights.knex
          .raw(`select from cell where ${99 * HOUR} = any(values_ms)`)
          .then(({ rows }) => rows),
    );
    expect(await reaper.run(new Date())).toBe(0);
  });

  it('keeps no name of a person', async () => {
    const [alias] = await insights.knex('organisation_alias');
    expect(alias.actor_hash).toHaveLength(32);
    const { rows } = await insights.knex.raw<{ rows: { text: string }[] }>(
      `select row_to_json(m)::text as text from organisation_member m
       union all select row_to_json(a)::text from organisation_alias a`,
    );
    expect(rows.map(({ text }) => text).join()).not.toMatch(/ann|a\.nn/);
  });
});
