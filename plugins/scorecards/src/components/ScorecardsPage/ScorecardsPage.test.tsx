import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  API_URL,
  renderPage,
  SCORECARDS_URL,
} from '../../__testUtils__/renderPage';
import { levelRow, READINESS } from '../../__testUtils__/rows';
import { ScorecardsPage } from './ScorecardsPage';

describe('ScorecardsPage', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  function answer(items: unknown[], levels: unknown[] = [levelRow()]) {
    server.use(
      http.get(`${SCORECARDS_URL}/scorecards`, () =>
        HttpResponse.json({ items }),
      ),
      http.get(`${SCORECARDS_URL}/levels`, () =>
        HttpResponse.json({ items: levels }),
      ),
    );
  }

  beforeEach(() => {
    server.use(
      http.get(`${SCORECARDS_URL}/distribution`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${API_URL}/insights/scope`, () =>
        HttpResponse.json({ simulated: true }),
      ),
    );
  });

  it('shows who stands where on each scorecard, and the worst checks first', async () => {
    answer(
      [READINESS],
      [
        levelRow(),
        levelRow({ entity: 'offering:default/b' }),
        levelRow({
          entity: 'offering:default/c',
          next: { name: 'dependable', title: 'Dependable', missing: ['docs'] },
        }),
      ],
    );
    renderPage(<ScorecardsPage />);
    const card = await screen.findByRole('region', {
      name: 'Offering readiness',
    });
    const levels = await within(card).findByRole('list', { name: 'Levels' });
    expect(
      within(levels)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(['Dependable0', 'Usable3', 'No level yet0']);
    const worst = within(card).getByRole('region', {
      name: 'What keeps most from their next level',
    });
    expect(
      within(worst)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(['Has a guide3 of 3', 'Names a support channel2 of 3']);
    expect(
      within(card).getByRole('link', { name: 'Checks and entities' }),
    ).toHaveAttribute('href', '/scorecards/default/readiness');
    expect(await screen.findByText('Simulated data.')).toBeInTheDocument();
  });

  it('shows what is wrong with a definition, with its path', async () => {
    answer([
      {
        ...READINESS,
        faults: [
          { path: 'spec.checks[1].rule.operator', message: 'is unknown' },
        ],
      },
    ]);
    renderPage(<ScorecardsPage />);
    expect(
      await screen.findByText('spec.checks[1].rule.operator'),
    ).toBeInTheDocument();
  });

  it('says that nothing is evaluated yet', async () => {
    answer([READINESS], []);
    renderPage(<ScorecardsPage />);
    expect(
      await screen.findByText('Nothing is evaluated yet'),
    ).toBeInTheDocument();
  });

  it('says how scorecards get here while there are none', async () => {
    answer([]);
    renderPage(<ScorecardsPage />);
    expect(await screen.findByText('No scorecards yet')).toBeInTheDocument();
  });

  it('offers to try again after a failure', async () => {
    server.use(
      http.get(
        `${SCORECARDS_URL}/scorecards`,
        () => new HttpResponse('down', { status: 503 }),
      ),
    );
    renderPage(<ScorecardsPage />);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The scorecards could not be loaded',
    );
  });
});
