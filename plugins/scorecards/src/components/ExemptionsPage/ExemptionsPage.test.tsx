import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ExemptionRow } from '@mli/plugin-scorecards-common';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  API_URL,
  renderPage,
  SCORECARDS_URL,
} from '../../__testUtils__/renderPage';
import { READINESS } from '../../__testUtils__/rows';
import { ExemptionsPage } from './ExemptionsPage';

const ASKED: ExemptionRow = {
  id: '7d0a3c0e-52f5-4b8e-9a55-0c8f3f6f2a10',
  scorecard: READINESS.ref,
  check: 'docs',
  entity: 'offering:default/feature-store',
  team: 'group:default/feature-platform',
  owner: 'group:default/mli-leads',
  reason: 'The guide is being written',
  until: '2027-01-31T23:59:59.999Z',
  state: 'requested',
  ended: false,
  requestedBy: 'user:default/rosa',
  requestedAt: '2026-11-20T00:00:00.000Z',
  history: [],
  mayDecide: true,
  mayWithdraw: false,
};

describe('exemptions', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  let decided: unknown;

  function answer(items: ExemptionRow[]) {
    decided = undefined;
    server.use(
      http.get(`${SCORECARDS_URL}/exemptions`, () =>
        HttpResponse.json({ items }),
      ),
      http.post(
        `${SCORECARDS_URL}/exemptions/:id/decision`,
        async ({ request }) => {
          decided = await request.json();
          return HttpResponse.json(items[0]);
        },
      ),
      http.get(`${SCORECARDS_URL}/scorecards`, () =>
        HttpResponse.json({ items: [READINESS] }),
      ),
      http.get(`${API_URL}/insights/scope`, () =>
        HttpResponse.json({ simulated: false }),
      ),
    );
  }

  it('begins with what waits for the reader, and sends the decision with its note', async () => {
    answer([ASKED]);
    renderPage(<ExemptionsPage />);
    expect(
      await screen.findByText('1 waits for you. 0 are in force.'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByLabelText('Note'), 'Until then');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Approve' }),
    );
    await screen.findByRole('button', { name: 'Approve' });
    expect(decided).toEqual({ decision: 'approved', note: 'Until then' });
  });

  it('offers nothing where there is nothing to decide', async () => {
    answer([{ ...ASKED, state: 'denied', mayDecide: false }]);
    renderPage(<ExemptionsPage />);
    expect(await screen.findByText('denied')).toBeInTheDocument();
    for (const name of ['Approve', 'Deny', 'Withdraw', 'Revoke']) {
      expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
    }
  });
});
