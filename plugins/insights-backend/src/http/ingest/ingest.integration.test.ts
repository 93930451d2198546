import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { databases, startInsights } from '../../testing/startInsights';

const RUN = '41fb5137-f0fd-4ee5-ba5c-56f8571d1bd7';

function event(eventType: string, minute: number, more: object = {}) {
  const at = new Date(Date.now() - 3_600_000 + minute * 60_000);
  return {
    eventType,
    eventTime: at.toISOString(),
    producer: 'https://example.com/producer',
    run: { runId: RUN },
    job: { namespace: 'perception', name: 'lanes-train' },
    ...more,
  };
}

const producer = mockCredentials.service.header({
  onBehalfOf: mockCredentials.service('external:local', {
    permissionNames: ['insights.ingest'],
  }),
  targetPluginId: 'insights',
});

jest.setTimeout(60_000);

describe('POST /lineage', () => {
  it('stores, folds and answers 202', async () => {
    const { server, knex } = await startInsights(
      await databases.init('POSTGRES_18'),
    );
    const response = await request(server)
      .post('/api/insights/lineage')
      .set('authorization', producer)
      .send([event('COMPLETE', 8), event('START', 1)]);
    expect(response.body).toEqual({
      results: [
        { id: expect.stringMatching(/^[0-9a-f]{64}$/), status: 'accepted' },
        { id: expect.stringMatching(/^[0-9a-f]{64}$/), status: 'accepted' },
      ],
    });
    expect(response.status).toBe(202);
    expect(await knex('run').select('run_key', 'outcome', 'closed_by')).toEqual(
      [{ run_key: RUN, outcome: 'succeeded', closed_by: 'event' }],
    );
    expect(await knex('dirty_day').count()).toEqual([{ count: '1' }]);
  });
});
