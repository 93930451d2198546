import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { databases, startInsights } from '../__testUtils__/startInsights';

jest.setTimeout(60_000);

describe('GET /openapi.json', () => {
  it('is readable without sign-in, unlike what it describes, and has the routes of all areas', async () => {
    const { server } = await startInsights(await databases.init('POSTGRES_18'));
    const nobody = mockCredentials.none.header();
    const response = await request(server)
      .get('/api/insights/openapi.json')
      .set('authorization', nobody)
      .expect(200);
    expect(Object.keys(response.body.paths)).toEqual(
      expect.arrayContaining([
        '/lineage',
        '/events',
        '/import/runs',
        '/metrics/{metric}',
        '/adoption',
        '/scope',
        '/facts',
      ]),
    );
    for (const path of ['metrics/queue_time', 'adoption', 'scope', 'facts']) {
      await request(server)
        .get(`/api/insights/${path}`)
        .set('authorization', nobody)
        .expect(401);
    }
  });
});
