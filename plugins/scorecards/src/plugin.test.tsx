import {
  registerMswTestHooks,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { levelRow, READINESS, RESULTS } from './__testUtils__/rows';
import { scorecardsPlugin } from './plugin';

describe('scorecardsPlugin', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  it.each([
    ['/scorecards', { role: 'region', name: 'Offering readiness' }],
    [
      '/scorecards/default/readiness',
      { role: 'table', name: 'Level of each entity' },
    ],
  ])('answers at %s', async (path, { role, name }) => {
    server.use(
      http.get('*/api/insights/scope', () =>
        HttpResponse.json({ simulated: false }),
      ),
      http.get('*/api/scorecards/scorecards', () =>
        HttpResponse.json({ items: [READINESS] }),
      ),
      http.get('*/api/scorecards/levels', () =>
        HttpResponse.json({ items: [levelRow()] }),
      ),
      http.get('*/api/scorecards/results', () =>
        HttpResponse.json({ items: RESULTS }),
      ),
    );
    renderTestApp({
      features: [scorecardsPlugin],
      initialRouteEntries: [path],
      apis: [catalogApiMock()],
    });
    expect(await screen.findByRole(role, { name })).toBeInTheDocument();
  });
});
