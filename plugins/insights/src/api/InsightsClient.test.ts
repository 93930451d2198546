import { mockApis, registerMswTestHooks } from '@backstage/frontend-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { adoptionRow, answer } from '../__testUtils__/answers';
import { fetchApi, INSIGHTS_URL } from '../__testUtils__/renderPage';
import { InsightsClient } from './InsightsClient';

describe('InsightsClient', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  const client = new InsightsClient({
    discoveryApi: mockApis.discovery({ baseUrl: 'http://localhost' }),
    fetchApi,
  });

  it('leaves out what the query does not say', async () => {
    let asked = '';
    server.use(
      http.get(`${INSIGHTS_URL}/metrics/queue_time`, ({ request }) => {
        asked = new URL(request.url).search;
        return HttpResponse.json(answer());
      }),
    );
    await client.getMetric({
      metric: 'queue_time',
      source: 'openb',
      team: undefined,
    });
    expect(asked).toBe('?source=openb');
  });

  it('follows the cursor to the last page', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/adoption`, ({ request }) => {
        const { searchParams } = new URL(request.url);
        expect(searchParams.get('team')).toBe('group:default/lanes');
        return searchParams.get('cursor') === 'two'
          ? HttpResponse.json({ items: [adoptionRow({ team: 'b' })] })
          : HttpResponse.json({
              items: [adoptionRow({ team: 'a' })],
              nextCursor: 'two',
            });
      }),
    );
    const rows = await client.getAdoption({ team: 'group:default/lanes' });
    expect(rows.map(row => row.team)).toEqual(['a', 'b']);
  });

  it('fails with the sentence of the back end', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/metrics/queue_time`, () =>
        HttpResponse.json(
          {
            error: { name: 'InputError', message: "'window' is '9w'" },
            response: { statusCode: 400 },
          },
          { status: 400 },
        ),
      ),
    );
    await expect(
      client.getMetricBy('week', { metric: 'queue_time' }),
    ).rejects.toMatchObject({ cause: { message: "'window' is '9w'" } });
  });
});
