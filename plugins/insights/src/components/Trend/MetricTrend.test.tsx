import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { answer, noAnswer, SCOPE } from '../../__testUtils__/answers';
import { lossHandlers, TREND } from '../../__testUtils__/losses';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { MetricTrend } from './MetricTrend';

const LANES = 'group:default/lanes';
const OUTAGE = {
  id: '7',
  kind: 'context',
  reason: 'outage',
  text: 'The queue was down',
  unit: LANES,
  from: '2026-08-20',
  to: '2026-08-22',
  owner: LANES,
  state: 'accepted',
  createdBy: 'user:default/a',
  createdAt: '2026-08-23T00:00:00Z',
  mayAnswer: false,
  mayWithdraw: false,
  history: [],
};

describe('MetricTrend', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  beforeEach(() => {
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/annotations`, () =>
        HttpResponse.json({ items: [OUTAGE] }),
      ),
      http.get(`${INSIGHTS_URL}/metrics/failed_ratio`, () =>
        HttpResponse.json(
          answer({
            metric: 'failed_ratio',
            value: 0.2,
            causes: { user: 0.5, system: 0.25, unknown: 0.25 },
          }),
        ),
      ),
      http.get(`${INSIGHTS_URL}/metrics/system_failed_ratio`, () =>
        HttpResponse.json(
          answer({ metric: 'system_failed_ratio', value: 0.05 }),
        ),
      ),
      http.get(`${INSIGHTS_URL}/metrics/lost_ratio`, () =>
        HttpResponse.json(answer({ metric: 'lost_ratio', value: 0 })),
      ),
      http.get(`${INSIGHTS_URL}/metrics/gpu_hours_in_failed_runs`, () =>
        HttpResponse.json(
          noAnswer('too-little-seen', { reason: 'Too little seen: 33 %.' }),
        ),
      ),
      ...lossHandlers,
    );
  });

  const show = () =>
    renderPage(<MetricTrend metric="iteration_time" team={LANES} />);

  it('says the change, and what happened meanwhile, oldest first', async () => {
    show();
    expect(
      await screen.findByText(
        /12 % faster than the 12 weeks before \(95 % interval 5 to 18\)/,
      ),
    ).toBeInTheDocument();
    const events = await screen.findByRole('list', { name: 'What happened' });
    expect(await within(events).findByText(/Outage/)).toBeInTheDocument();
    expect(
      within(events)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      expect.stringMatching(/^1.*Outage: The queue was down$/),
      expect.stringMatching(/^2.*adopted Trainer$/),
    ]);
  });

  it('shows the spread, and how runs ended by count; of GPU time why not', async () => {
    show();
    const spread = await screen.findByRole('table', {
      name: /shares by duration/,
    });
    expect(spread).toHaveTextContent(/at once40.%/);
    expect(
      await screen.findByText(
        /failed by the system 5.0 %|failed by the system 5.%/,
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('Too little seen: 33 %.')).toBeInTheDocument();
  });

  it('annotates a span chosen by keyboard', async () => {
    const posted: unknown[] = [];
    server.use(
      http.post(`${INSIGHTS_URL}/annotations`, async ({ request }) => {
        posted.push(await request.json());
        return HttpResponse.json(OUTAGE, { status: 201 });
      }),
    );
    show();
    const choose = await screen.findByRole('form', {
      name: 'Choose what to annotate',
    });
    await userEvent.selectOptions(
      within(choose).getByRole('combobox', { name: 'from' }),
      '2026-09-07',
    );
    await userEvent.click(
      within(choose).getByRole('button', { name: 'Annotate or dispute' }),
    );
    const form = await screen.findByRole('form', { name: 'Annotate' });
    await userEvent.selectOptions(
      within(form).getByRole('combobox', { name: 'What is it' }),
      'wrong-stage',
    );
    await userEvent.type(
      within(form).getByRole('textbox', { name: 'In your words' }),
      'These are evaluations',
    );
    await userEvent.click(within(form).getByRole('button', { name: 'Say it' }));
    await screen.findByRole('form', { name: 'Choose what to annotate' });
    expect(posted).toEqual([
      {
        reason: 'wrong-stage',
        text: 'These are evaluations',
        from: '2026-09-07',
        to: '2026-11-02',
        unit: LANES,
        metric: 'iteration_time',
      },
    ]);
  });

  it('says why there is nothing to draw', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/trends`, () =>
        HttpResponse.json({
          ...TREND,
          blocks: [
            noAnswer('hidden', { reason: 'Hidden: fewer than 5 people.' }),
          ],
          histogram: undefined,
          change: {
            ...TREND.change,
            status: 'hidden',
            sentence: undefined,
            reason: 'Hidden: fewer than 5 people.',
          },
        }),
      ),
    );
    show();
    expect(
      await screen.findByText('No block of this year may be shown yet'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('figure')).not.toBeInTheDocument();
  });

  it('says what the system failed where the failures of few people are hidden', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/metrics/failed_ratio`, () =>
        HttpResponse.json(noAnswer('hidden', { metric: 'failed_ratio' })),
      ),
      http.get(`${INSIGHTS_URL}/metrics/system_failed_ratio`, () =>
        HttpResponse.json(
          answer({ metric: 'system_failed_ratio', value: 0.25 }),
        ),
      ),
    );
    show();
    expect(
      await screen.findByText(/the system failed\s+25\s*% of the runs/),
    ).toBeInTheDocument();
  });
});
