import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { answer, noAnswer, SCOPE } from '../../__testUtils__/answers';
import { lossHandlers } from '../../__testUtils__/losses';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { TeamsPage } from './TeamsPage';

describe('TeamsPage', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  beforeEach(() => {
    server.use(
      ...lossHandlers,
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/metrics/:metric`, ({ request, params }) => {
        const stage =
          new URL(request.url).searchParams.get('stage') ?? undefined;
        const metric = String(params.metric);
        return HttpResponse.json({
          items: [
            answer({
              metric,
              group: { team: 'group:default/lanes', stage },
              p90: stage === 'training' ? 3600 : 106,
            }),
            noAnswer('hidden', {
              metric,
              group: { team: 'group:default/signs', stage },
            }),
          ],
        });
      }),
    );
  });

  it('begins with the largest losses, each leading to its team', async () => {
    renderPage(<TeamsPage />, { path: '/teams/overview' });
    const losses = await screen.findByRole('region', {
      name: 'Largest losses',
    });
    expect(
      await within(losses).findByText(/waiting for 64-GPU training/),
    ).toBeInTheDocument();
    expect(within(losses).getByRole('link', { name: 'Lanes' })).toHaveAttribute(
      'href',
      expect.stringMatching(
        /^\/teams\/weeks\?.*loss=training.queue.*team=group%3Adefault%2Flanes|^\/teams\/weeks\?team=group%3Adefault%2Flanes.*loss=training.queue/,
      ),
    );
    expect(losses).toHaveTextContent(/1 team is not shown/);
  });

  it('says who waits longest and lists both speeds of each team', async () => {
    renderPage(<TeamsPage />, { path: '/teams/overview?view=list' });
    expect(
      await screen.findByText(/Lanes: one run in ten waits more than/),
    ).toBeInTheDocument();
    const table = screen.getByRole('table', {
      name: 'Queue time and run time of each team',
    });
    const [, first, last] = within(table).getAllByRole('row');
    expect(first).toHaveTextContent('Lanes');
    expect(within(table).getByRole('link', { name: 'Lanes' })).toHaveAttribute(
      'href',
      '/teams/iteration?team=group%3Adefault%2Flanes',
    );
    // What is hidden has no number, is said to be hidden, and comes last.
    expect(last).toHaveTextContent('Signs');
    expect(last).toHaveTextContent('hidden: fewer than 5 people');
    expect(last).not.toHaveTextContent(/\d+ s/);
  });

  it('draws teams by stages, reachable by keyboard', async () => {
    renderPage(<TeamsPage />, { path: '/teams/overview?view=map' });
    const cell = await screen.findByRole('gridcell', {
      name: /Lanes, training: p90 1.h/,
    });
    expect(
      screen.getByRole('gridcell', { name: /Signs, data: Hidden/ }),
    ).toBeInTheDocument();
    act(() => cell.focus());
    await userEvent.keyboard('{Enter}');
    expect(screen.getByTestId('location')).toHaveTextContent(
      '/teams/iteration?metric=iteration_time&team=group%3Adefault%2Flanes',
    );
  });

  it('keeps the view in the URL', async () => {
    renderPage(<TeamsPage />, { path: '/teams/overview' });
    await userEvent.click(await screen.findByRole('radio', { name: 'List' }));
    expect(screen.getByTestId('location')).toHaveTextContent('view=list');
    expect(
      await screen.findByRole('table', {
        name: 'Queue time and run time of each team',
      }),
    ).toBeInTheDocument();
  });

  it('says who can when the viewer may see no team', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () =>
        HttpResponse.json({
          ...SCOPE,
          units: SCOPE.units.map(unit => ({ ...unit, speedVisible: false })),
        }),
      ),
    );
    renderPage(<TeamsPage />, { path: '/teams/overview' });
    expect(
      await screen.findByText('There is no team whose speed you may see'),
    ).toBeInTheDocument();
  });

  it('says what will be here while no team has runs', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/metrics/:metric`, () =>
        HttpResponse.json({ items: [] }),
      ),
    );
    renderPage(<TeamsPage />, { path: '/teams/overview?view=list' });
    expect(
      await screen.findByText('No team you may see has runs in this window'),
    ).toBeInTheDocument();
  });

  it('offers to try again after a failure', async () => {
    server.use(
      http.get(
        `${INSIGHTS_URL}/metrics/:metric`,
        () => new HttpResponse('down', { status: 503 }),
      ),
    );
    renderPage(<TeamsPage />, { path: '/teams/overview?view=list' });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The teams could not be loaded',
    );
    expect(
      screen.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });
});
