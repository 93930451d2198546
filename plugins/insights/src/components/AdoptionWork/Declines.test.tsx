import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import type { DeclineGroup } from '@mli/plugin-insights-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { Declines } from './Declines';

const TRAINER = 'offering:default/trainer';
const decline = (team: string, reason: DeclineGroup['reason']) => ({
  team: `group:default/${team}`,
  offering: TRAINER,
  state: 'declined' as const,
  from: 'portal' as const,
  at: '2026-06-03T10:00:00Z',
  by: 'user:default/ada',
  reason,
});
const GROUPS: DeclineGroup[] = [
  {
    reason: 'missing-feature',
    words: 'Something is missing',
    count: 2,
    declines: [
      {
        ...decline('lanes', 'missing-feature'),
        text: '"><img src=x onerror=alert(1)>',
      },
      decline('maps', 'missing-feature'),
    ],
  },
  {
    reason: 'not-relevant',
    words: 'Not relevant to us',
    count: 1,
    declines: [decline('signs', 'not-relevant')],
  },
];

describe('Declines', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  const renderDeclines = (items: DeclineGroup[]) => {
    server.use(
      http.get(`${INSIGHTS_URL}/declarations/declines`, ({ request }) => {
        expect(new URL(request.url).searchParams.get('offering')).toBe(TRAINER);
        return HttpResponse.json({ items });
      }),
    );
    return renderPage(
      <Declines
        offering={TRAINER}
        title={ref => ref.replace('group:default/', '')}
      />,
    );
  };

  it('groups the teams by their reason, and shows what they wrote as text', async () => {
    const { container } = renderDeclines(GROUPS);
    const missing = (
      await screen.findByText('Something is missing (2 teams)')
    ).closest('li');
    if (!missing) throw new Error('no group');
    const group = within(missing);
    expect(group.getAllByRole('link').map(link => link.textContent)).toEqual([
      'lanes',
      'maps',
    ]);
    expect(missing).toHaveTextContent('“"><img src=x onerror=alert(1)>”');
    expect(container.querySelector('img')).toBeNull();
    expect(screen.getByText('Not relevant to us (1 team)')).toBeInTheDocument();
    // who wrote it stays with the team: a decline is the team's word
    expect(screen.queryByText(/ada/)).not.toBeInTheDocument();
  });

  it('lets the provider agree that it is not relevant', async () => {
    const answers: unknown[] = [];
    server.use(
      http.put(
        `${INSIGHTS_URL}/declarations/relevance`,
        async ({ request }) => {
          answers.push(await request.json());
          return new HttpResponse(null, { status: 204 });
        },
      ),
    );
    renderDeclines(GROUPS);
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Agree that it is not relevant to signs',
      }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Agree' }),
    );
    await waitFor(() =>
      expect(answers).toEqual([
        { team: 'group:default/signs', offering: TRAINER, confirmed: true },
      ]),
    );
  });

  it('takes no room where nobody declines', async () => {
    let asked = false;
    server.events.on('response:mocked', () => {
      asked = true;
    });
    renderDeclines([]);
    await waitFor(() => expect(asked).toBe(true));
    expect(screen.queryByText('Why teams decline it')).not.toBeInTheDocument();
  });
});
