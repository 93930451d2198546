import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import type { ReplayResponse } from '@mli/plugin-scorecards-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { renderPage, SCORECARDS_URL } from '../../__testUtils__/renderPage';
import { READINESS } from '../../__testUtils__/rows';
import { ReplayPage } from '.';

const TRIED: ReplayResponse = {
  scorecard: 'scorecard:default/my-trial',
  notes: [],
  levels: [
    { name: 'known', title: 'Known', rank: 1 },
    { name: 'sound', title: 'Sound', rank: 2 },
  ],
  entities: 3,
  trend: [
    { at: '2026-11-17T00:00:00.000Z', counts: [3, 0, 0] },
    { at: '2026-11-24T00:00:00.000Z', counts: [1, 1, 1] },
  ],
  changes: [
    { entity: 'component:default/a', to: 2, missing: [] },
    { entity: 'component:default/b', to: 1, missing: ['runbook'] },
    { entity: 'component:default/c', to: 0, missing: ['owner'] },
  ],
};

describe('trying a definition', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  async function replay(answer: () => HttpResponse<any>) {
    server.use(
      http.get(`${SCORECARDS_URL}/scorecards`, () =>
        HttpResponse.json({ items: [READINESS] }),
      ),
      http.post(`${SCORECARDS_URL}/replay`, answer),
    );
    renderPage(<ReplayPage />);
    await userEvent.type(await screen.findByRole('textbox'), 'kind: Scorecard');
    await userEvent.click(screen.getByRole('button', { name: 'Replay' }));
  }

  it('says how many would reach a level, where nobody has one today', async () => {
    await replay(() => HttpResponse.json(TRIED));
    expect(
      await screen.findByText('2 of 3 would reach Known or more.'),
    ).toBeInTheDocument();
    expect(screen.getByText('Where each would stand')).toBeInTheDocument();
    expect(
      screen.queryByRole('columnheader', { name: 'Today' }),
    ).not.toBeInTheDocument();
  });

  it('says who would stand elsewhere than today, and when no trend can be told', async () => {
    await replay(() =>
      HttpResponse.json({
        ...TRIED,
        trend: TRIED.trend.slice(1),
        changes: [
          { entity: 'component:default/a', from: 1, to: 2, missing: [] },
        ],
      }),
    );
    expect(
      await screen.findByText(
        '1 of 3 would stand on another level than today.',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('columnheader', { name: 'Today' }),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Its facts are known for less than a week'),
    ).toBeInTheDocument();
  });

  it('passes on what is wrong with the definition', async () => {
    const message = 'The scorecard has 1 fault: spec.levels must be a list';
    await replay(() =>
      HttpResponse.json(
        { error: { name: 'InputError', message } },
        { status: 400 },
      ),
    );
    expect(
      await screen.findByText(/spec\.levels must be a list/),
    ).toBeInTheDocument();
  });
});
