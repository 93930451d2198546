import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { adoptionRow, SCOPE } from '../../__testUtils__/answers';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { AdoptionPage } from './AdoptionPage';

const ROWS = [
  adoptionRow(),
  adoptionRow({
    offering: 'offering:default/trainer',
    status: 'declared-not-seen',
    observed: 'none',
    evidence: { sentence: 'You say yes; no runs seen since 3 May.' },
  }),
  adoptionRow({
    team: 'group:default/signs',
    status: 'onboarding',
    observed: 'trial',
    evidence: { sentence: 'First seen on 9 November.' },
  }),
];

describe('AdoptionPage', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  beforeEach(() => {
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/adoption`, () =>
        HttpResponse.json({ items: ROWS }),
      ),
    );
  });

  it('begins with who needs somebody, and what to do', async () => {
    renderPage(<AdoptionPage />, { path: '/offerings/adoption' });
    expect(
      await screen.findByText(
        /1.place needs somebody; 1 in use and 1 starting/,
      ),
    ).toBeInTheDocument();
    const need = screen.getByRole('region', { name: /^Ask what they use/ });
    expect(need).toHaveTextContent('declared, not seen');
    const rows = within(need).getAllByRole('listitem');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toHaveTextContent('You say yes; no runs seen since 3 May.');
    expect(
      await within(need).findByRole('link', { name: 'Trainer' }),
    ).toBeInTheDocument();
  });

  it('shows another group, kept in the URL', async () => {
    renderPage(<AdoptionPage />, { path: '/offerings/adoption' });
    await userEvent.click(
      await screen.findByRole('radio', { name: 'Starting (1)' }),
    );
    expect(
      await screen.findByText('First seen on 9 November.'),
    ).toBeInTheDocument();
    expect(screen.getByTestId('location')).toHaveTextContent('group=starting');
  });

  it('walks the matrix by keyboard and opens the evidence of a cell', async () => {
    renderPage(<AdoptionPage />, { path: '/offerings/adoption?view=matrix' });
    const first = await screen.findByRole('button', {
      name: 'Lanes, Feature Store: in use',
    });
    act(() => first.focus());
    await userEvent.keyboard('{ArrowRight}');
    expect(
      screen.getByRole('button', {
        name: 'Lanes, Trainer: declared, not seen',
      }),
    ).toHaveFocus();
    await userEvent.keyboard('{Enter}');

    const panel = screen.getByRole('complementary', { name: 'Evidence' });
    expect(panel).toHaveTextContent('You say yes; no runs seen since 3 May.');
    expect(screen.getByTestId('location')).toHaveTextContent('cell=');

    await userEvent.keyboard('{ArrowDown}');
    expect(
      screen.getByRole('button', { name: 'Signs, Trainer: not applicable' }),
    ).toHaveFocus();
  });

  it('asks for the team of the scope', async () => {
    let team: string | null = null;
    server.use(
      http.get(`${INSIGHTS_URL}/adoption`, ({ request }) => {
        team = new URL(request.url).searchParams.get('team');
        return HttpResponse.json({ items: ROWS });
      }),
    );
    renderPage(<AdoptionPage />, {
      path: '/offerings/adoption?team=group:default/lanes',
    });
    await screen.findByText(/needs somebody/, { selector: 'p' });
    expect(team).toBe('group:default/lanes');
  });

  it('saves the rows as a file', async () => {
    let format: string | null = null;
    server.use(
      http.get(`${INSIGHTS_URL}/adoption`, ({ request }) => {
        format = new URL(request.url).searchParams.get('format');
        return format === 'csv'
          ? HttpResponse.text('team,offering\n')
          : HttpResponse.json({ items: ROWS });
      }),
    );
    // jsdom can neither make object URLs nor follow them.
    const saved: string[] = [];
    URL.createObjectURL = () => 'blob:adoption';
    URL.revokeObjectURL = () => {};
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        saved.push(`${this.download} from ${this.href}`);
      });
    renderPage(<AdoptionPage />, { path: '/offerings/adoption' });
    await userEvent.click(await screen.findByRole('button', { name: 'CSV' }));
    await waitFor(() =>
      expect(saved).toEqual(['adoption.csv from blob:adoption']),
    );
    expect(format).toBe('csv');
  });

  it('says how rows get here while there are none', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/adoption`, () =>
        HttpResponse.json({ items: [] }),
      ),
    );
    renderPage(<AdoptionPage />, { path: '/offerings/adoption' });
    expect(
      await screen.findByText('No team and no offering to compare yet'),
    ).toBeInTheDocument();
  });

  it('says who may see it when the viewer may not', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/adoption`, () =>
        HttpResponse.json(
          {
            error: {
              name: 'NotAllowedError',
              message: 'Signed-in people can.',
            },
            response: { statusCode: 403 },
          },
          { status: 403 },
        ),
      ),
    );
    renderPage(<AdoptionPage />, { path: '/offerings/adoption' });
    expect(
      await screen.findByText('Signed-in people can.'),
    ).toBeInTheDocument();
  });
});
