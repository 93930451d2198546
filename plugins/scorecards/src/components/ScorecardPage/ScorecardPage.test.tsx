import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  API_URL,
  renderPage,
  SCORECARDS_URL,
} from '../../__testUtils__/renderPage';
import {
  checkCounts,
  levelRow,
  READINESS,
  RESULTS,
} from '../../__testUtils__/rows';
import { ScorecardPage } from './ScorecardPage';

const AT = { mountPath: '/scorecards/:namespace/:name' };

describe('ScorecardPage', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  beforeEach(() => {
    server.use(
      http.get(`${API_URL}/insights/scope`, () =>
        HttpResponse.json({ simulated: false }),
      ),
      http.get(`${SCORECARDS_URL}/scorecards`, () =>
        HttpResponse.json({ items: [READINESS] }),
      ),
      http.get(`${SCORECARDS_URL}/levels`, () =>
        HttpResponse.json({ items: [levelRow()] }),
      ),
      http.get(`${SCORECARDS_URL}/trend`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${SCORECARDS_URL}/checks`, () =>
        HttpResponse.json({
          items: [
            checkCounts({ check: 'support', counts: { fail: 1 } }),
            checkCounts({ check: 'docs', counts: { 'no-data': 1 } }),
            checkCounts({ check: 'owner', counts: { pass: 1 } }),
          ],
        }),
      ),
      http.get(`${SCORECARDS_URL}/results`, () =>
        HttpResponse.json({ items: RESULTS }),
      ),
    );
  });

  it('shows the answer, the checks worst first, and where each entity stands', async () => {
    renderPage(<ScorecardPage />, {
      ...AT,
      path: '/scorecards/default/readiness',
    });
    expect(await screen.findByText(/1 of 1 reach Usable/)).toBeInTheDocument();
    const checks = await screen.findByRole('table', { name: /Checks with/ });
    expect(
      within(checks)
        .getAllByRole('rowheader')
        .map(head => head.firstChild?.firstChild?.textContent),
    ).toEqual(['Names a support channel', 'Has a guide', 'Has an owner']);

    const entities = screen.getByRole('table', {
      name: 'Level of each entity',
    });
    const row = within(entities).getByRole('row', { name: /feature-store/ });
    expect(row).toHaveTextContent('Usable, 1 of 2');
    expect(row).toHaveTextContent('Names a support channel, Has a guide');
    expect(within(row).getByRole('link')).toHaveAttribute(
      'href',
      '/catalog/default/offering/feature-store/scorecards',
    );
  });

  it('says so when there is no such scorecard', async () => {
    renderPage(<ScorecardPage />, { ...AT, path: '/scorecards/default/gone' });
    expect(
      await screen.findByText(/There is no scorecard gone/),
    ).toBeInTheDocument();
  });
});
