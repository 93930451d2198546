import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { SCOPE } from '../../__testUtils__/answers';
import { lossHandlers, teamLosses } from '../../__testUtils__/losses';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { WhereWeeksGo } from './WhereWeeksGo';

const LANES = 'group:default/lanes';

describe('WhereWeeksGo', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  beforeEach(() => {
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      ...lossHandlers,
    );
  });

  it('says what was lost, and draws the way there to scale', async () => {
    renderPage(<WhereWeeksGo team={LANES} />);
    expect(
      await screen.findByText(/Lanes lost 61 h a week \(44 to 79\)/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('img', {
        name: /data 1.h, features unseen, training 99.h/,
      }),
    ).toBeInTheDocument();
    const [box] = screen.getAllByTitle(/^data: 1.h worked/);
    const [long] = screen.getAllByTitle(/^training: 52.h worked/);
    const width = (element: HTMLElement | undefined) =>
      Number.parseFloat(element?.style.width ?? '0');
    expect(width(long) / width(box)).toBeCloseTo(99);
    const [gap] = screen.getAllByTitle(/^data to training: typically 2.1.d/);
    expect(width(gap) / width(box)).toBeCloseTo(50.4);
  });

  it('says the same as a table', async () => {
    renderPage(<WhereWeeksGo team={LANES} />);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show as table' }),
    );
    const table = screen.getByRole('table', { name: /Hours a week by stage/ });
    expect(
      within(table).getByRole('row', { name: /^training/ }),
    ).toHaveTextContent(/52.h38.h9.h100/);
    expect(
      within(table).getByRole('row', { name: /^features/ }),
    ).toHaveTextContent('no source tells of it');
    expect(within(table).getByRole('row', { name: /^data/ })).toHaveTextContent(
      /home-grown or unknown2.1.d to training \(12 hand-offs\)/,
    );
  });

  it('opens a loss to when, which jobs, recent runs and what can be done', async () => {
    renderPage(<WhereWeeksGo team={LANES} />);
    await userEvent.click(
      await screen.findByRole('button', { name: /waiting for 64-GPU/ }),
    );
    expect(await screen.findByText('64-GPU full runs')).toBeInTheDocument();
    expect(
      screen.getByText(/9 of 14 comparable teams.*18 % less waiting/),
    ).toBeInTheDocument();
    expect(screen.getByText('lane-net')).toBeInTheDocument();
    expect(
      screen.getByRole('table', { name: /Share of the loss by hour/ }),
    ).toBeInTheDocument();
    expect(screen.getByTestId('location')).toHaveTextContent(
      'loss=training.queue',
    );
  });

  it.each([
    ['folded', 'Shown in the unit above'],
    ['hidden', 'Hidden'],
    ['not-enough-data', 'Not enough data yet'],
  ] as const)('says why there is nothing: %s', async (status, words) => {
    server.use(
      http.get(`${INSIGHTS_URL}/losses`, () =>
        HttpResponse.json(
          teamLosses({
            status,
            reason: 'The reason.',
            items: [],
            path: [],
            sentence: undefined,
            foldedInto:
              status === 'folded' ? 'group:default/perception' : undefined,
          }),
        ),
      ),
    );
    renderPage(<WhereWeeksGo team={LANES} />);
    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(screen.getByText(/The reason\./)).toBeInTheDocument();
    expect(screen.queryByRole('figure')).not.toBeInTheDocument();
  });
});
