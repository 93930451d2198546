import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import type {
  AdoptionExplanation,
  AdoptionNeed,
} from '@mli/plugin-insights-common';
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

const NEED: AdoptionNeed = {
  kind: 'declared-not-seen',
  rank: 1,
  team: 'group:default/lanes',
  offering: 'offering:default/trainer',
  status: 'declared-not-seen',
  sentence: 'Lanes says yes; no runs seen since 3 May.',
  action: 'ask',
  mayAct: true,
};

const period = (from: string, to: string, counted: boolean) => ({
  from,
  to,
  verdict: 'met' as const,
  byPeople: true,
  byProduction: false,
  counted,
});

const EXPLANATION: AdoptionExplanation = {
  row: adoptionRow({
    adoptionDate: '2026-05-04',
    evidence: { sentence: 'Lanes says yes; in use since 4 May' },
  }),
  why: '4 May is the first day of the first 3 weeks in a row with enough use.',
  thresholds: ['Adopted: three weeks in a row with enough use.'],
  periods: [
    period('2026-05-04', '2026-05-11', true),
    period('2026-05-11', '2026-05-18', true),
    period('2026-05-18', '2026-05-25', true),
  ],
  decisions: [],
  transitions: [],
  declarations: { items: [], hidden: true },
  says: [{ from: '2026-05-04', state: 'adopted', by: 'catalog' }],
  rules: ['offering-telemetry'],
  components: [],
  hiddenComponents: false,
  may: { declare: true, confirm: false, voidDecision: false },
  whoMayDeclare: 'Members of Lanes and MLI leads',
};

describe('AdoptionPage', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  beforeEach(() => {
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/adoption`, () =>
        HttpResponse.json({ items: ROWS }),
      ),
      http.get(`${INSIGHTS_URL}/adoption/needs`, () =>
        HttpResponse.json({ items: [NEED] }),
      ),
      http.get(`${INSIGHTS_URL}/adoption/explain`, () =>
        HttpResponse.json(EXPLANATION),
      ),
    );
  });

  it('begins with who needs somebody, and does it', async () => {
    let sent: unknown;
    server.use(
      http.post(
        `${INSIGHTS_URL}/adoption/needs/actions`,
        async ({ request }) => {
          sent = await request.json();
          return new HttpResponse(null, { status: 204 });
        },
      ),
    );
    renderPage(<AdoptionPage />, { path: '/offerings/adoption' });
    expect(
      await screen.findByText(
        /1.place needs somebody; 1 in use and 1 starting/,
      ),
    ).toBeInTheDocument();
    const list = await screen.findByRole('list', {
      name: 'Who needs somebody',
    });
    expect(list).toHaveTextContent('Lanes says yes; no runs seen since 3 May.');
    await userEvent.click(
      await within(list).findByRole('button', {
        name: 'Ask Lanes about Trainer',
      }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByRole('textbox'), 'Which jobs?');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Ask' }));
    await waitFor(() =>
      expect(sent).toEqual({
        team: 'group:default/lanes',
        offering: 'offering:default/trainer',
        kind: 'declared-not-seen',
        text: 'Which jobs?',
      }),
    );
  });

  it('begins with the offerings of a provider, and shows all when asked', async () => {
    const other = {
      ...NEED,
      rank: 2,
      offering: 'offering:default/feature-store',
      sentence: 'Lanes stopped.',
      mayAct: false,
    };
    server.use(
      http.get(`${INSIGHTS_URL}/adoption/needs`, () =>
        HttpResponse.json({
          items: [NEED, other, { ...other, kind: 'lapsed' as const, rank: 3 }],
        }),
      ),
    );
    renderPage(<AdoptionPage />, { path: '/offerings/adoption' });
    expect(
      await screen.findByText(/1.place of your offerings needs somebody/),
    ).toBeInTheDocument();
    const list = await screen.findByRole('list', {
      name: 'Who needs somebody',
    });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    await userEvent.click(
      screen.getByRole('radio', { name: 'All offerings (3)' }),
    );
    expect(await screen.findAllByText('Lanes stopped.')).toHaveLength(2);
    expect(screen.getByTestId('location')).toHaveTextContent('whose=all');
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
    await waitFor(() =>
      expect(panel).toHaveTextContent(
        '4 May is the first day of the first 3 weeks in a row',
      ),
    );
    expect(
      within(panel).getAllByLabelText(/one of those that made the date/),
    ).toHaveLength(3);
    expect(screen.getByTestId('location')).toHaveTextContent('cell=');

    await userEvent.keyboard('{ArrowDown}');
    expect(
      screen.getByRole('button', { name: 'Signs, Trainer: not applicable' }),
    ).toHaveFocus();
  });

  it('folds a department and sorts by a column, kept in the URL', async () => {
    renderPage(<AdoptionPage />, { path: '/offerings/adoption?view=matrix' });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Perception (2)' }),
    );
    expect(
      screen.queryByRole('button', { name: /Lanes, Trainer/ }),
    ).not.toBeInTheDocument();
    expect(screen.getByTestId('location')).toHaveTextContent(
      'folded=Perception',
    );
    await userEvent.click(screen.getByRole('button', { name: /^Trainer/ }));
    expect(screen.getByTestId('location')).toHaveTextContent('sort=offering');
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
