import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  mockApis,
  registerMswTestHooks,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import type { Rollout } from '@mli/plugin-insights-common';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { SCOPE } from '../../__testUtils__/answers';
import { fetchApi, INSIGHTS_URL } from '../../__testUtils__/renderPage';
import { insightsApiRef } from '../../api/InsightsApi';
import { InsightsClient } from '../../api/InsightsClient';
import { studiesApiRef } from '../../api/StudiesApi';
import { StudiesClient } from '../../api/StudiesClient';
import { StudiesPage } from '../StudiesPage/StudiesPage';

const TRAINER = 'offering:default/trainer';

const DRAWN: Rollout = {
  id: 7,
  offering: TRAINER,
  seed: 20270111,
  createdAt: '2026-11-23T10:00:00.000Z',
  assignments: [
    {
      team: 'group:default/lanes',
      stratum: 'group:default/perception, size 1 of 2',
      monday: '2027-01-25',
    },
    {
      team: 'group:default/tracking',
      stratum: 'group:default/perception, size 1 of 2',
      monday: '2027-01-11',
    },
    { team: 'group:default/parking', stratum: 'others, size 1 of 1' },
  ],
  hiddenTeams: 2,
};

describe('drawn orders of adoption', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  const serve = (rollouts: Rollout[]) =>
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/studies`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${INSIGHTS_URL}/studies/proposals`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${INSIGHTS_URL}/rollouts`, () =>
        HttpResponse.json({ items: rollouts }),
      ),
    );

  const render = (search: string) => {
    const discoveryApi = mockApis.discovery({ baseUrl: 'http://localhost' });
    const clients = { discoveryApi, fetchApi };
    return renderInTestApp(
      <QueryClientProvider
        client={
          new QueryClient({ defaultOptions: { queries: { retry: false } } })
        }
      >
        <StudiesPage />
      </QueryClientProvider>,
      {
        initialRouteEntries: [`/offerings/impact?${search}`],
        apis: [
          [discoveryApiRef, discoveryApi],
          [fetchApiRef, fetchApi],
          [catalogApiRef, catalogApiMock({ entities: [] })],
          [insightsApiRef, new InsightsClient(clients)],
          [studiesApiRef, new StudiesClient(clients)],
        ],
      },
    );
  };

  it('are shown with their starts in order, the comparison, the seed and the groups', async () => {
    serve([DRAWN]);
    render('rollout=7');
    expect(
      await screen.findByText(
        /2.teams start with trainer on 2.Mondays that chance decided; 1 are the comparison/i,
      ),
    ).toBeInTheDocument();
    const order = screen.getByRole('region', { name: 'Who starts when' });
    expect(
      within(order)
        .getAllByRole('heading', { level: 3 })
        .map(heading => heading.textContent),
    ).toEqual([
      expect.stringMatching(/11.Jan/),
      expect.stringMatching(/25.Jan/),
      expect.stringContaining('Comparison'),
    ]);
    expect(order).toHaveTextContent('smaller teams');
    expect(order).toHaveTextContent('2 more teams that you do not see');
    expect(screen.getByText('20270111')).toBeInTheDocument();
  });

  it('are drawn from a form, with a seed that was agreed on, and shown', async () => {
    let sent: unknown;
    serve([DRAWN]);
    server.use(
      http.post(`${INSIGHTS_URL}/rollouts`, async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(DRAWN, { status: 201 });
      }),
    );
    render(`rollout=new&offering=${encodeURIComponent(TRAINER)}`);
    const first = await screen.findByRole('group', { name: 'Start 1' });
    const monday = within(first).getByRole('textbox', { name: 'Monday' });
    await userEvent.clear(monday);
    await userEvent.type(monday, '2027-01-11');
    for (const name of ['Start 3', 'Start 2']) {
      await userEvent.click(
        within(screen.getByRole('group', { name })).getByRole('button', {
          name: 'Take away',
        }),
      );
    }
    await userEvent.type(
      screen.getByRole('textbox', { name: /Seed/ }),
      '20270111',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Draw and store the order' }),
    );
    expect(
      await screen.findByRole('region', { name: 'Who starts when' }),
    ).toBeInTheDocument();
    expect(sent).toEqual({
      offering: TRAINER,
      starts: [{ monday: '2027-01-11', places: 4 }],
      seed: 20270111,
    });
  });

  it('say why one cannot be drawn', async () => {
    serve([]);
    server.use(
      http.post(`${INSIGHTS_URL}/rollouts`, () =>
        HttpResponse.json(
          {
            error: {
              name: 'InputError',
              message: "'2026-01-05' is not after today.",
            },
          },
          { status: 400 },
        ),
      ),
    );
    render(`rollout=new&offering=${encodeURIComponent(TRAINER)}`);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Draw and store the order' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      "'2026-01-05' is not after today.",
    );
  });

  it('say so where there is none with the number', async () => {
    serve([]);
    render('rollout=3');
    expect(await screen.findByText('No such order')).toBeInTheDocument();
  });
});
