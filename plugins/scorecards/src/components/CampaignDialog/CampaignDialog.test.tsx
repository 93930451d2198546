import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { renderPage, SCORECARDS_URL } from '../../__testUtils__/renderPage';
import { READINESS } from '../../__testUtils__/rows';
import { CampaignDialog } from './CampaignDialog';

describe('starting a campaign', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  it('asks for a level or check of one scorecard and a day, and shows who can where it is refused', async () => {
    let sent: unknown;
    server.use(
      http.get(`${SCORECARDS_URL}/scorecards`, () =>
        HttpResponse.json({ items: [READINESS] }),
      ),
      http.post(`${SCORECARDS_URL}/campaigns`, async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(
          {
            error: { name: 'NotAllowedError', message: 'Its owners can.' },
            response: { statusCode: 403 },
          },
          { status: 403 },
        );
      }),
    );
    renderPage(<CampaignDialog onClose={() => {}} />);
    await userEvent.type(await screen.findByLabelText('Title'), 'Guides first');
    expect(screen.getByRole('button', { name: 'Start' })).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: /Scorecard/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Offering readiness' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: /To reach/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'Check: Has a guide' }),
    );
    await userEvent.type(screen.getByLabelText('Deadline'), '2027-02-01');
    await userEvent.click(screen.getByRole('button', { name: 'Start' }));
    expect(
      await screen.findByText(/Its owners can/, undefined, { timeout: 5_000 }),
    ).toBeInTheDocument();
    expect(sent).toEqual({
      title: 'Guides first',
      description: '',
      scorecard: READINESS.ref,
      checks: ['docs'],
      deadline: '2027-02-01',
    });
  });
});
