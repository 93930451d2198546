import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import type {
  OfferingAdopters,
  OfferingEffect,
} from '@mli/plugin-insights-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  FEATURE_PLATFORM,
  FEATURE_STORE,
  LEGACY_STORE,
} from '../../__testUtils__/entities';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { DirectoryPage } from './DirectoryPage';

const ENTITIES = [FEATURE_STORE, LEGACY_STORE, FEATURE_PLATFORM];
const PATH = '/offerings/directory';

function adopters(counts: Partial<OfferingAdopters>) {
  return HttpResponse.json({
    items: [
      {
        offering: 'offering:default/feature-store',
        eligible: 3,
        inUse: 1,
        starting: 1,
        stopped: 1,
        cannotTell: 0,
        ownTeams: [{ team: 'group:default/lanes', use: 'uses' }],
        ...counts,
      },
    ],
  });
}

const EFFECT: OfferingEffect = {
  study: 'feature-store.run-time.training',
  version: 1,
  offering: 'offering:default/feature-store',
  outcome: 'run_time',
  stage: 'training',
  sentence:
    '18 % faster (95 % interval 6 to 29), 9 adopting and 14 comparison teams; 2 tried and left',
  finishedAt: '2026-11-23T10:00:00.000Z',
  exploratory: false,
  counts: { adopting: 9, comparison: 14, tried: 2, leftOut: 0 },
  headline: {
    verdict: 'found',
    effect: { estimate: -18, lower: -29, upper: -6 },
    shrunk: { estimate: -15, lower: -26, upper: -3 },
    pValue: 0.01,
    badge: { shown: true, why: 'Badge: its false discovery rate is 2 %.' },
    contradictsClaim: false,
  },
};

async function shownTitles() {
  const results = await screen.findByRole('region', { name: 'Offerings' });
  return within(results)
    .queryAllByRole('article')
    .map(card => card.getAttribute('aria-label'));
}

describe('DirectoryPage', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  beforeEach(() => {
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () =>
        HttpResponse.json({
          stages: ['data', 'features', 'training'],
          simulated: true,
          viewer: { customerTeams: ['group:default/lanes'] },
        }),
      ),
      http.get(`${INSIGHTS_URL}/adoption/by-offering`, () => adopters({})),
      http.get(`${INSIGHTS_URL}/studies/effects`, () =>
        HttpResponse.json({ items: [EFFECT] }),
      ),
    );
  });

  it('says what adopting it did where studies were clear about it', async () => {
    renderPage(<DirectoryPage />, { path: PATH, entities: ENTITIES });
    const card = await screen.findByRole('article', { name: 'Feature Store' });
    expect(
      await within(card).findByText('about 15 % faster in training'),
    ).toHaveAttribute('title', expect.stringContaining(EFFECT.sentence));
    const other = screen.getByRole('article', { name: 'Legacy Store' });
    expect(within(other).queryByText(/faster/)).not.toBeInTheDocument();
  });

  it('puts the answers of studies beside each other', async () => {
    renderPage(<DirectoryPage />, {
      path: `${PATH}?view=compare&compare=offering:default/feature-store`,
      entities: ENTITIES,
    });
    const table = await screen.findByRole('table');
    expect(
      await within(table).findByText(
        `Run time of training: ${EFFECT.sentence}`,
      ),
    ).toBeInTheDocument();
  });

  it('shows what each offering is for, where, from whom and who uses it', async () => {
    renderPage(<DirectoryPage />, { path: PATH, entities: ENTITIES });
    const card = await screen.findByRole('article', { name: 'Feature Store' });
    expect(card).toHaveTextContent(
      'Features drift between training and serving',
    );
    expect(card).toHaveTextContent('Feature Platform');
    expect(card).toHaveTextContent('ga');
    expect(
      await within(card).findByText(/1 of 3.teams uses it, 1 stopped/),
    ).toBeInTheDocument();
    expect(within(card).getByRole('link')).toHaveAttribute(
      'href',
      '/catalog/default/offering/feature-store',
    );
    expect(await screen.findByText('Simulated data.')).toBeInTheDocument();
  });

  it('searches as one types and keeps the words in the URL', async () => {
    renderPage(<DirectoryPage />, { path: PATH, entities: ENTITIES });
    await userEvent.type(
      await screen.findByRole('searchbox', { name: 'Find what helps' }),
      'drift',
    );
    expect(await shownTitles()).toEqual(['Feature Store']);
    expect(screen.getByText(/^1 of 2.offerings$/)).toBeInTheDocument();
    expect(screen.getByTestId('location')).toHaveTextContent('q=drift');
    // What the words leave out is no gap in what is offered.
    expect(
      screen.getByRole('button', { name: /^features 1.offering$/ }),
    ).toBeInTheDocument();
    await userEvent.type(screen.getByRole('searchbox'), 'nowhere');
    expect(
      screen.getByRole('button', { name: /^features 0.offerings$/ }),
    ).toBeInTheDocument();

    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await shownTitles()).toHaveLength(2);
  });

  it('filters by a stage of the strip, where gaps are visible', async () => {
    renderPage(<DirectoryPage />, { path: PATH, entities: ENTITIES });
    const strip = await screen.findByRole('list', {
      name: 'Stages of the workflow',
    });
    expect(
      await within(strip).findByRole('button', { name: 'data nothing yet' }),
    ).toBeInTheDocument();
    const training = within(strip).getByRole('button', { name: /training 1/ });
    await userEvent.click(training);
    expect(training).toHaveAttribute('aria-pressed', 'true');
    expect(await shownTitles()).toEqual(['Feature Store']);
    expect(screen.getByTestId('location')).toHaveTextContent('stage=training');
  });

  it('shows what the own team uses', async () => {
    renderPage(<DirectoryPage />, { path: PATH, entities: ENTITIES });
    expect(await shownTitles()).toHaveLength(2);
    await userEvent.click(
      await screen.findByRole('button', { name: /My team/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'My team uses (1)' }),
    );
    expect(await shownTitles()).toEqual(['Feature Store']);
    expect(screen.getByTestId('location')).toHaveTextContent('own=uses');
  });

  it('puts the offerings under the stages of the workflow, gaps included', async () => {
    renderPage(<DirectoryPage />, { path: PATH, entities: ENTITIES });
    await userEvent.click(
      await screen.findByRole('radio', { name: 'By stage' }),
    );
    const board = screen.getByRole('region', {
      name: 'Offerings by stage of the workflow',
    });
    const [data, features] = within(board).getAllByRole('heading', {
      level: 3,
    });
    expect(data?.closest('li')).toHaveTextContent('datanothing yet');
    expect(features?.closest('li')).toHaveTextContent('Legacy Store');
    expect(screen.getByTestId('location')).toHaveTextContent('view=stages');
  });

  it('compares what is picked, in a view that can be linked to', async () => {
    renderPage(<DirectoryPage />, { path: PATH, entities: ENTITIES });
    await userEvent.click(
      await screen.findByRole('checkbox', { name: 'Compare Feature Store' }),
    );
    expect(
      screen.getByRole('button', { name: 'Pick one more' }),
    ).toBeDisabled();
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Compare Legacy Store' }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Compare side by side' }),
    );
    const table = await screen.findByRole('table');
    expect(
      within(table).getByRole('row', { name: /^Solves/ }),
    ).toHaveTextContent(
      'Features drift between training and serving<img src=x onerror=alert(1)>',
    );
    expect(
      within(table).getByRole('row', { name: /^Adoption/ }),
    ).toHaveTextContent(/1 of 3.teams uses it, 1 stopped/);
    expect(
      within(table).getByRole('row', { name: /^Time to start/ }),
    ).toHaveTextContent(/about 3.daysnot said/);
    expect(screen.getByTestId('location')).toHaveTextContent(
      'compare=offering%3Adefault%2Ffeature-store',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Back to the directory' }),
    );
    expect(await shownTitles()).toHaveLength(2);
  });

  it('shows what a link says', async () => {
    renderPage(<DirectoryPage />, {
      path: `${PATH}?lifecycle=deprecated`,
      entities: ENTITIES,
    });
    expect(await shownTitles()).toEqual(['Legacy Store']);
  });

  it('says that nothing fits, and how to see more', async () => {
    renderPage(<DirectoryPage />, {
      path: `${PATH}?q=nowhere`,
      entities: ENTITIES,
    });
    expect(
      await screen.findByText('Nothing fits all of these'),
    ).toBeInTheDocument();
  });

  it('keeps text in fields as text', async () => {
    renderPage(<DirectoryPage />, { path: PATH, entities: ENTITIES });
    const card = await screen.findByRole('article', { name: 'Legacy Store' });
    expect(card).toHaveTextContent('<img src=x onerror=alert(1)>');
    expect(within(card).queryByRole('img')).not.toBeInTheDocument();
  });

  it('leaves adopting teams out where the viewer may not see them', async () => {
    server.use(
      http.get(
        `${INSIGHTS_URL}/adoption/by-offering`,
        () => new HttpResponse('{}', { status: 403 }),
      ),
    );
    renderPage(<DirectoryPage />, { path: PATH, entities: ENTITIES });
    expect(await shownTitles()).toHaveLength(2);
    expect(
      screen.queryByText(/use it|could not be loaded/),
    ).not.toBeInTheDocument();
  });

  it('does not say that nobody uses what cannot be measured', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/adoption/by-offering`, () =>
        adopters({ inUse: 0, starting: 0, stopped: 0, cannotTell: 3 }),
      ),
    );
    renderPage(<DirectoryPage />, { path: PATH, entities: ENTITIES });
    expect(
      await screen.findByText('its use cannot be told'),
    ).toBeInTheDocument();
  });

  it('stands without the numbers of teams, and says so', async () => {
    server.use(
      http.get(
        `${INSIGHTS_URL}/adoption/by-offering`,
        () => new HttpResponse('down', { status: 503 }),
      ),
    );
    renderPage(<DirectoryPage />, { path: PATH, entities: ENTITIES });
    expect(
      await screen.findByText(/adopting teams could not be loaded/),
    ).toBeInTheDocument();
    expect(await shownTitles()).toHaveLength(2);
  });

  it('says how offerings get here while there are none', async () => {
    renderPage(<DirectoryPage />, { path: PATH });
    expect(await screen.findByText('No offerings yet')).toBeInTheDocument();
  });

  it('offers to try again when the catalog fails', async () => {
    const catalogApi = catalogApiMock.mock({
      queryEntities: async () => {
        throw new Error('The catalog is away');
      },
    });
    renderPage(<DirectoryPage />, { path: PATH, catalogApi });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The catalog is away');
    expect(
      within(alert).getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });
});
