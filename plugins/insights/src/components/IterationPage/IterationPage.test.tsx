import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { delay, http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { answer, noAnswer, SCOPE } from '../../__testUtils__/answers';
import { lossHandlers } from '../../__testUtils__/losses';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { IterationPage } from './IterationPage';

const OUTAGE = {
  id: '7',
  kind: 'context',
  reason: 'outage',
  text: 'The queue was down',
  unit: 'group:default/lanes',
  from: '2026-11-10',
  to: '2026-11-12',
  owner: 'group:default/lanes',
  state: 'accepted',
  createdBy: 'user:default/a',
  createdAt: '2026-11-13T00:00:00Z',
  mayAnswer: false,
  mayWithdraw: false,
  history: [],
};

const WEEKS = ['2026-11-02', '2026-11-09', '2026-11-16'];

describe('IterationPage', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  let asked: URLSearchParams[] = [];

  /** Answers by grouping: one answer, weeks, teams, stages. */
  function answerMetrics(metric = 'queue_time') {
    server.use(
      http.get(`${INSIGHTS_URL}/metrics/${metric}`, ({ request }) => {
        const { searchParams } = new URL(request.url);
        asked.push(searchParams);
        const of = (group: object) => answer({ metric, group });
        switch (searchParams.get('groupBy')) {
          case 'week':
            return HttpResponse.json({
              items: WEEKS.map(week => of({ week })),
            });
          case 'team':
            return HttpResponse.json({
              items: [
                of({ team: 'group:default/lanes' }),
                noAnswer('hidden', { group: { team: 'group:default/signs' } }),
              ],
            });
          case 'stage':
            return HttpResponse.json({ items: [of({ stage: 'training' })] });
          default:
            return HttpResponse.json(of({}));
        }
      }),
    );
  }

  beforeEach(() => {
    asked = [];
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/annotations`, () =>
        HttpResponse.json({ items: [OUTAGE] }),
      ),
      ...lossHandlers,
      ...[
        'failed_ratio',
        'system_failed_ratio',
        'lost_ratio',
        'gpu_hours_in_failed_runs',
      ].map(metric =>
        http.get(`${INSIGHTS_URL}/metrics/${metric}`, () =>
          HttpResponse.json(noAnswer('not-enough-data', { metric })),
        ),
      ),
    );
  });

  it('answers with a sentence, numbers, weeks, teams and stages', async () => {
    answerMetrics();
    renderPage(<IterationPage />, {
      path: '/teams/iteration?metric=queue_time',
    });

    expect(
      await screen.findByText(/Half of the runs waited less than/),
    ).toBeInTheDocument();
    expect(screen.getByText('p99').nextSibling).toHaveTextContent(
      /^14.min.50.s$/,
    );
    expect(
      await screen.findByRole('figure', {
        name: 'Queue time of the company by week',
      }),
    ).toBeInTheDocument();

    const [happened] = await screen.findAllByRole('list', {
      name: 'What happened',
    });
    expect(happened).toHaveTextContent('The queue was down');
    expect(
      await screen.findByText('Queue time over a year'),
    ).toBeInTheDocument();

    const teams = await screen.findByRole('table', { name: 'By team' });
    expect(within(teams).getByRole('link', { name: 'Lanes' })).toHaveAttribute(
      'href',
      expect.stringContaining('team=group%3Adefault%2Flanes'),
    );
    const hidden = within(teams).getByRole('row', { name: /Signs/ });
    expect(hidden).toHaveTextContent('hidden: fewer than 5 people');
    expect(hidden).not.toHaveTextContent('0 s');
    expect(
      await screen.findByRole('rowheader', { name: 'training' }),
    ).toBeInTheDocument();
    expect(screen.getByText('Simulated data.')).toBeInTheDocument();
  });

  it('shows a ratio with its causes, its coverage and what it is made of', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/metrics/failed_ratio`, ({ request }) =>
        HttpResponse.json(
          new URL(request.url).searchParams.has('groupBy')
            ? { items: [] }
            : {
                ...answer({ metric: 'failed_ratio', unit: 'ratio' }),
                p50: undefined,
                p75: undefined,
                p90: undefined,
                p95: undefined,
                p99: undefined,
                n: 200,
                numerator: 22,
                denominator: 200,
                value: 0.11,
                coverage: 0.8,
                causes: { user: 0.5, system: 0.25, unknown: 0.25 },
              },
        ),
      ),
    );
    renderPage(<IterationPage />, {
      path: '/teams/iteration?metric=failed_ratio',
    });
    expect(
      await screen.findByText(/11.% of the runs that ended have failed/),
    ).toBeInTheDocument();
    expect(screen.getByText('22 of 200')).toBeInTheDocument();
    expect(screen.getByText('By the system').nextSibling).toHaveTextContent(
      '25',
    );
    expect(
      screen.getByText(/80.% of what it is about was seen/),
    ).toBeInTheDocument();
    expect(
      screen.queryByText('p50', { selector: 'dt' }),
    ).not.toBeInTheDocument();
  });

  it('says beside a speed how much fails and how much is evaluated', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/metrics/iteration_time`, ({ request }) =>
        HttpResponse.json(
          new URL(request.url).searchParams.has('groupBy')
            ? { items: [] }
            : {
                ...answer({ metric: 'iteration_time' }),
                guards: {
                  failedRatio: { status: 'ok', value: 0.12 },
                  reachingEvaluation: { status: 'hidden' },
                },
              },
        ),
      ),
    );
    renderPage(<IterationPage />, { path: '/teams/iteration' });
    expect(await screen.findByText(/12.% of runs failed/)).toBeInTheDocument();
    expect(
      screen.getByText(
        'iterations reached evaluation: hidden: fewer than 5 people',
      ),
    ).toBeInTheDocument();
  });

  it('asks for one source alone and shows its total', async () => {
    answerMetrics();
    renderPage(<IterationPage />, {
      path: '/teams/iteration?metric=queue_time&source=openb',
    });

    expect(
      await screen.findByText('Everybody can see the total of one source.'),
    ).toBeInTheDocument();
    expect(screen.getByText('7,255')).toBeInTheDocument();
    expect(asked.map(String)).toEqual(['source=openb']);
    expect(screen.queryByText('Week by week')).not.toBeInTheDocument();
  });

  it('keeps metric and scope in the URL', async () => {
    answerMetrics();
    answerMetrics('run_time');
    renderPage(<IterationPage />, {
      path: '/teams/iteration?metric=queue_time&team=group:default/lanes&window=4w',
    });
    await screen.findByText(/Half of the runs waited/);
    expect(screen.queryByText('By team')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Metric/ }));
    await userEvent.click(screen.getByRole('option', { name: 'Run time' }));

    expect(
      await screen.findByText(/Half of the successful runs took/),
    ).toBeInTheDocument();
    expect(screen.getByTestId('location')).toHaveTextContent('metric=run_time');
    for (const query of asked) {
      expect(query.get('team')).toBe('group:default/lanes');
      expect(query.get('window')).toBe('4w');
      expect(query.has('runClass')).toBe(false);
    }
  });

  it('says why there is no number', async () => {
    const reason = 'Not enough data: 12 runs in these 12 weeks, 20 needed.';
    server.use(
      http.get(`${INSIGHTS_URL}/metrics/queue_time`, ({ request }) =>
        HttpResponse.json(
          new URL(request.url).searchParams.has('groupBy')
            ? { items: [] }
            : noAnswer('not-enough-data', { reason, n: 12 }),
        ),
      ),
    );
    renderPage(<IterationPage />, {
      path: '/teams/iteration?metric=queue_time',
    });
    expect(await screen.findByText(reason)).toBeInTheDocument();
    expect(
      screen.queryByText('p50', { selector: 'dt' }),
    ).not.toBeInTheDocument();
    expect(
      await screen.findByText('No weeks in this window yet'),
    ).toBeInTheDocument();
  });

  it('says who may see it when the viewer may not', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/metrics/queue_time`, () =>
        HttpResponse.json(
          {
            error: {
              name: 'NotAllowedError',
              message: 'Members of Lanes, its line and the MLI leads can.',
            },
            response: { statusCode: 403 },
          },
          { status: 403 },
        ),
      ),
    );
    renderPage(<IterationPage />, {
      path: '/teams/iteration?metric=queue_time&team=group:default/lanes',
    });
    expect(
      await screen.findByText(
        'Members of Lanes, its line and the MLI leads can.',
      ),
    ).toBeInTheDocument();
    expect(screen.queryByText('Week by week')).not.toBeInTheDocument();
  });

  it('loads again after a failure', async () => {
    server.use(
      http.get(
        `${INSIGHTS_URL}/metrics/queue_time`,
        () => new HttpResponse('down', { status: 503 }),
      ),
    );
    renderPage(<IterationPage />, {
      path: '/teams/iteration?metric=queue_time&source=openb',
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The numbers could not be loaded');

    answerMetrics();
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Try again' }),
    );
    expect(
      await screen.findByText(/Half of the runs waited less than/),
    ).toBeInTheDocument();
  });

  it('holds the place of what is still loading', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/metrics/queue_time`, () => delay('infinite')),
    );
    renderPage(<IterationPage />, {
      path: '/teams/iteration?metric=queue_time&source=openb',
    });
    expect(await screen.findByText('Loading the answer')).toBeInTheDocument();
  });
});
