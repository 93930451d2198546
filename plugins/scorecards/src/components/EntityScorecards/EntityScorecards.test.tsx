import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  API_URL,
  renderPage,
  SCORECARDS_URL,
} from '../../__testUtils__/renderPage';
import { levelRow, READINESS, RESULTS } from '../../__testUtils__/rows';
import { ScorecardsCard } from '../ScorecardsCard';
import { EntityScorecards } from './EntityScorecards';

const ENTITY = {
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: { name: 'feature-store' },
};

describe('scorecards of an entity', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  let askedFor: string | null = null;

  function answer(levels: unknown[]) {
    server.use(
      http.get(`${SCORECARDS_URL}/levels`, ({ request }) => {
        askedFor = new URL(request.url).searchParams.get('entity');
        return HttpResponse.json({ items: levels });
      }),
    );
  }

  beforeEach(() => {
    answer([levelRow()]);
    server.use(
      http.get(`${SCORECARDS_URL}/history`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${API_URL}/insights/scope`, () =>
        HttpResponse.json({ simulated: true }),
      ),
      http.get(`${SCORECARDS_URL}/scorecards`, () =>
        HttpResponse.json({ items: [READINESS] }),
      ),
      http.get(`${SCORECARDS_URL}/results`, () =>
        HttpResponse.json({ items: RESULTS }),
      ),
    );
  });

  it('begins with what leads to the next level, with reasons and remedies', async () => {
    renderPage(<EntityScorecards />, { entity: ENTITY });
    const next = await screen.findByRole('region', {
      name: 'To reach Dependable',
    });
    expect(next).toHaveTextContent('To reach Dependable: these two');
    const [first, second] = within(next).getAllByRole('listitem');
    expect(first).toHaveTextContent('fail');
    expect(first).toHaveTextContent('No support channel is named.');
    expect(first).toHaveTextContent(
      'Why: Somebody stuck needs to know whom to ask.',
    );
    expect(within(next).getAllByRole('link')).toHaveLength(1);
    expect(within(next).getByRole('link')).toHaveAttribute(
      'href',
      'https://docs.example.com/support',
    );
    // Missing data is no pass, and says so.
    expect(second).toHaveTextContent('no data');
    expect(second).toHaveTextContent(
      'Nobody reports whether there is a guide.',
    );
    const all = screen.getByRole('region', { name: 'All checks' });
    expect(within(all).getAllByRole('listitem')).toHaveLength(3);
    expect(askedFor).toBe('offering:default/feature-store');
  });

  it('says that the highest level is reached', async () => {
    answer([
      levelRow({
        level: { name: 'dependable', title: 'Dependable', rank: 2, of: 2 },
        next: undefined,
      }),
    ]);
    renderPage(<EntityScorecards />, { entity: ENTITY });
    expect(
      await screen.findByText(/The highest level is reached/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/To reach/)).not.toBeInTheDocument();
  });

  it('says that a level rests on exemptions', async () => {
    const reached = levelRow({
      level: { name: 'dependable', title: 'Dependable', rank: 2, of: 2 },
      next: undefined,
    });
    answer([{ ...reached, counts: { ...reached.counts, exempt: 1 } }]);
    renderPage(<EntityScorecards />, { entity: ENTITY });
    expect(
      await screen.findByText(/is reached, with one check exempt\./),
    ).toBeInTheDocument();
  });

  it('says that no scorecard applies', async () => {
    answer([]);
    renderPage(<EntityScorecards />, { entity: ENTITY });
    expect(
      await screen.findByText('No scorecard applies to it yet'),
    ).toBeInTheDocument();
  });

  it('passes on who may see the results', async () => {
    server.use(
      http.get(`${SCORECARDS_URL}/results`, () =>
        HttpResponse.json(
          {
            error: { name: 'NotAllowedError', message: 'Its team can.' },
            response: { statusCode: 403 },
          },
          { status: 403 },
        ),
      ),
    );
    renderPage(<EntityScorecards />, { entity: ENTITY });
    expect(await screen.findByText('Its team can.')).toBeInTheDocument();
  });

  it('fits the level and the next step on a card', async () => {
    renderPage(<ScorecardsCard />, { entity: ENTITY });
    expect(
      await screen.findByText(
        'To reach Dependable: Names a support channel, Has a guide',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('Usable, 1 of 2')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'What to do next' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/offering/feature-store/scorecards',
    );
  });
});
