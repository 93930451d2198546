import {
  renderTestApp,
  registerMswTestHooks,
} from '@backstage/frontend-test-utils';
import {
  createFrontendPlugin,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { offeringsPlugin } from './plugin';
import { FEATURE_STORE } from './__testUtils__/entities';

const adoption = createFrontendPlugin({
  pluginId: 'other',
  extensions: [
    SubPageBlueprint.make({
      name: 'adoption',
      attachTo: { id: 'page:offerings', input: 'pages' },
      params: {
        path: 'adoption',
        title: 'Adoption',
        loader: async () => <p>From another plugin</p>,
      },
    }),
    SubPageBlueprint.make({
      name: 'impact',
      attachTo: { id: 'page:offerings', input: 'pages' },
      params: {
        path: 'impact',
        title: 'Impact',
        loader: async () => <p>From another plugin</p>,
      },
    }),
  ],
});

describe('offeringsPlugin', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  it('opens the directory first and keeps the order of tabs, whoever adds them', async () => {
    server.use(
      http.get('*/api/insights/scope', () =>
        HttpResponse.json({ stages: [], simulated: false }),
      ),
      http.get('*/api/insights/adoption', () =>
        HttpResponse.json({ items: [] }),
      ),
    );
    renderTestApp({
      features: [offeringsPlugin, adoption],
      initialRouteEntries: ['/offerings'],
      apis: [catalogApiMock({ entities: [FEATURE_STORE] })],
    });
    expect(
      await screen.findByRole('article', { name: 'Feature Store' }),
    ).toBeInTheDocument();
    const tabs = screen.getAllByRole('tab');
    expect(tabs.map(tab => tab.textContent)).toEqual([
      'Directory',
      'Adoption',
      'Impact',
    ]);
  });
});
