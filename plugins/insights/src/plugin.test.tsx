import {
  registerMswTestHooks,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { answer, SCOPE } from './__testUtils__/answers';
import { lossHandlers } from './__testUtils__/losses';
import { insightsPlugin } from './plugin';

describe('insightsPlugin', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  it('opens the teams first, with Iteration beside them', async () => {
    server.use(
      ...lossHandlers,
      http.get('*/api/insights/scope', () => HttpResponse.json(SCOPE)),
      http.get('*/api/insights/metrics/:metric', ({ params }) =>
        HttpResponse.json({
          items: [
            answer({
              metric: String(params.metric),
              group: { team: 'group:default/lanes' },
            }),
          ],
        }),
      ),
    );
    renderTestApp({
      features: [insightsPlugin],
      initialRouteEntries: ['/teams'],
      apis: [catalogApiMock()],
    });
    expect(
      await screen.findByRole('region', { name: 'Largest losses' }),
    ).toBeInTheDocument();
    const tabs = screen.getAllByRole('tab');
    expect(tabs.map(tab => tab.textContent)).toEqual([
      'Overview',
      'Where weeks go',
      'Iteration',
      'Annotations',
    ]);
  });
});
