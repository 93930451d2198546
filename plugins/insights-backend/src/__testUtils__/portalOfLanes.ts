import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import request from 'supertest';
import { mergeWeeks } from '../store/rollups/weekCells';
import { DatabaseRollupStore } from '../store/rollups/DatabaseRollupStore';
import { RecomputeWorker } from '../tasks/RecomputeWorker';
import { producerToken, StartedInsights } from './startInsights';

/** A team of three people with several logins, and an offering that is recognised by the type of its events. */
export const LANES: Entity[] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'lanes' },
    spec: { type: 'customer-team', children: [] },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'feature-platform' },
    spec: { type: 'provider-team', children: [] },
  },
  ...['jane', 'bob', 'eve'].map(name => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name,
      annotations: { 'mli.internal/logins': `${name}-cluster` },
    },
    spec: { memberOf: ['lanes'] },
  })),
  {
    apiVersion: 'mli.internal/v1alpha1',
    kind: 'Offering',
    metadata: { name: 'feature-store' },
    spec: {
      type: 'platform',
      owner: 'group:default/feature-platform',
      stages: ['features'],
      telemetry: [{ source: 'cloudevents', type: 'com.example.fs.*' }],
    },
  },
];

const HOUR_MS = 3_600_000;

/** Two events of a run that begins some hours ago and takes twenty minutes. */
export function runOf(
  id: string,
  { user, hoursAgo }: { user: string; hoursAgo: number },
): object[] {
  const started = Date.now() - hoursAgo * HOUR_MS;
  const head = {
    producer: 'https://example.com/producer',
    job: { namespace: 'lanes', name: 'train' },
  };
  return [
    {
      ...head,
      eventType: 'START',
      eventTime: new Date(started).toISOString(),
      run: {
        runId: id,
        facets: { tags: { tags: [{ key: 'user', value: user }] } },
      },
    },
    {
      ...head,
      eventType: 'COMPLETE',
      eventTime: new Date(started + HOUR_MS / 3).toISOString(),
      run: { runId: id },
    },
  ];
}

export function usageOf(
  id: string,
  { actor, type = 'mli.usage.v1' }: { actor: string; type?: string },
): object {
  return {
    specversion: '1.0',
    id,
    source: 'https://example.com/fs',
    type,
    time: new Date(Date.now() - HOUR_MS).toISOString(),
    data:
      type === 'mli.usage.v1'
        ? { offering: 'offering:default/feature-store', actor }
        : { actor },
  };
}

export async function sendLineage(
  { server }: StartedInsights,
  events: readonly object[],
) {
  const answer = await request(server)
    .post('/api/insights/lineage')
    .set('authorization', producerToken('external:local'))
    .send(events);
  return answer.body.results;
}

export async function sendEvents(
  { server }: StartedInsights,
  events: readonly object[],
) {
  const answer = await request(server)
    .post('/api/insights/events')
    .set('authorization', producerToken('external:local'))
    .set('content-type', 'application/cloudevents-batch+json')
    .send(JSON.stringify(events));
  return answer.body.results;
}

/** Waits until a check passes. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await check();
    } catch (error) {
      if (tries === 150) throw error;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }
}

/** Waits until subjects are decided about by the newest organisation, and computes what is marked. */
export async function settled({ knex }: StartedInsights): Promise<void> {
  await eventually(async () => {
    const [row] = await knex('organisation_version').count({
      all: '*',
      decided: 'decided_at',
    });
    expect(Number(row?.all)).toBeGreaterThan(0);
    expect(row?.decided).toBe(row?.all);
  });
  // The schedule that works off what is left does not run in tests.
  await new RecomputeWorker({
    store: DatabaseRollupStore.create(knex),
    logger: mockServices.logger.mock(),
  }).drain();
  await mergeWeeks(knex);
}
