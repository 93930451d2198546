import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  mockApis,
  registerMswTestHooks,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import type {
  StudyDetail,
  StudyProposal,
  StudySummary,
} from '@mli/plugin-insights-common';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { SCOPE } from '../../__testUtils__/answers';
import { fetchApi, INSIGHTS_URL } from '../../__testUtils__/renderPage';
import { insightsApiRef } from '../../api/InsightsApi';
import { InsightsClient } from '../../api/InsightsClient';
import { studiesApiRef } from '../../api/StudiesApi';
import { StudiesClient } from '../../api/StudiesClient';
import { StudiesPage } from './StudiesPage';

const COUNTS = { adopting: 9, comparison: 14, tried: 2, leftOut: 1 };

const UNDECIDED: StudySummary = {
  id: 'feature-store.run-time.training',
  offering: 'offering:default/feature-store',
  outcome: 'run_time',
  stage: 'training',
  version: 1,
  latestVersion: 1,
  state: 'finished',
  exploratory: true,
  randomised: false,
  question: 'Did adopting Feature Store change the run time of training?',
  sentence:
    'not distinguishable from no change; compatible with 15 % faster to 12 % slower; a true speed-up of 18 % would have been found about 4 times in 5',
  window: { from: '2026-01-05', to: '2026-11-16' },
  analysisDate: '2026-11-23',
  registeredAt: '2026-11-20T10:00:00.000Z',
  finishedAt: '2026-11-23T10:00:00.000Z',
  counts: COUNTS,
  headline: {
    verdict: 'not-distinguishable',
    effect: { estimate: -2, lower: -15, upper: 12 },
    smallestVisible: 18,
    pValue: 0.6,
    qValue: 0.6,
    badge: {
      shown: false,
      why: 'No badge: not distinguishable from no change.',
    },
    contradictsClaim: false,
  },
};

const INTERIM: StudySummary = {
  ...UNDECIDED,
  id: 'trainer.run-time.training',
  offering: 'offering:default/trainer',
  state: 'interim',
  sentence:
    '9 teams have adopted, 14 have not begun. The answer comes on 24 May 2027; until then nothing is estimated',
  headline: undefined,
  finishedAt: undefined,
};

const REFUSED: StudyDetail = {
  ...INTERIM,
  id: 'trainer.queue-time.training',
  state: 'refused',
  sentence: 'There are only 2 teams with enough runs before and after adopting',
  refusal: {
    reason: 'too-few-adopters',
    sentence:
      'There are only 2 teams with enough runs before and after adopting',
    help: 'It can be asked again when more teams have adopted.',
  },
  versions: [],
  teams: [
    { team: 'group:default/lanes', role: 'adopting', date: '2026-06-01' },
    {
      team: 'group:default/signs',
      role: 'left-out',
      why: 'fewer than 60 % of its weeks have 5 runs',
    },
  ],
  hiddenTeams: 3,
  mayExtend: false,
};

const BESIDE = {
  effect: { estimate: -3, lower: -17, upper: 11 },
  pValue: 0.5,
  sentence: 'With every run counting the same.',
};

const ANSWERED: StudyDetail = {
  ...UNDECIDED,
  versions: [],
  teams: REFUSED.teams,
  hiddenTeams: 0,
  mayExtend: true,
  answer: {
    scale: 'log',
    weeks: 45,
    cells: { used: 400, leftOut: 40, missing: 30, dropped: 0 },
    leftOutWeeks: 4,
    eventStudy: [
      { from: 0, to: 4, teams: 9, estimate: -3, lower: -20, upper: 14 },
      { from: 4, to: 8, teams: 8, estimate: -1, lower: -22, upper: 20 },
    ],
    intentionToTreat: { ...BESIDE, sentence: 'Counted from the first try on.' },
    byRuns: BESIDE,
    secondOpinion: { sentence: 'By another estimator: too few blocks.' },
    adoptersOnly: { pValue: 0.4, sentence: 'Among adopters it does not tell.' },
    batches: { sentence: 'Departments moved together.' },
    placebo: { sentence: 'The weeks before show nothing.', blocks: false },
    bacon: [
      { kind: 'adopting against never adopting', weight: 0.9, percent: -4 },
    ],
    caveats: ['Teams chose when to adopt.'],
    power: { sentence: 'If half of the teams started at random', options: [] },
    inference: {
      permuted: 'teams',
      strata: 4,
      draws: 999,
      enumerated: false,
      distinct: 1e9,
    },
  },
};

const PROPOSAL: StudyProposal = {
  offering: 'offering:default/trainer',
  outcome: 'queue_time',
  stage: 'training',
  adopters: 4,
  analysisDate: '2027-03-01',
  exploratory: true,
  sentence: 'Trainer says it improves the queue time of training',
  mayRegister: true,
};

describe('StudiesPage', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  const serve = (options: {
    studies?: StudySummary[];
    proposals?: StudyProposal[];
    study?: StudyDetail;
  }) =>
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/studies`, () =>
        HttpResponse.json({ items: options.studies ?? [] }),
      ),
      http.get(`${INSIGHTS_URL}/studies/proposals`, () =>
        HttpResponse.json({ items: options.proposals ?? [] }),
      ),
      http.get(`${INSIGHTS_URL}/rollouts`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${INSIGHTS_URL}/studies/:id`, () =>
        HttpResponse.json(options.study),
      ),
    );

  const render = (path = '/offerings/impact') => {
    const discoveryApi = mockApis.discovery({ baseUrl: 'http://localhost' });
    const clients = { discoveryApi, fetchApi };
    return renderInTestApp(
      <QueryClientProvider
        client={
          new QueryClient({ defaultOptions: { queries: { retry: false } } })
        }
      >
        <StudiesPage />
      </QueryClientProvider>,
      {
        initialRouteEntries: [path],
        apis: [
          [discoveryApiRef, discoveryApi],
          [fetchApiRef, fetchApi],
          [catalogApiRef, catalogApiMock({ entities: [] })],
          [insightsApiRef, new InsightsClient(clients)],
          [studiesApiRef, new StudiesClient(clients)],
        ],
      },
    );
  };

  it('says an answer that tells nothing first, then what is under way and what could be asked', async () => {
    serve({ studies: [UNDECIDED, INTERIM], proposals: [PROPOSAL] });
    render();
    expect(
      await screen.findByText(
        'The one study with an answer shows no effect that could be claimed. One is under way.',
      ),
    ).toBeInTheDocument();
    const answers = screen.getByRole('region', { name: 'Answers' });
    expect(answers).toHaveTextContent(
      'Not distinguishable from no change; compatible with 15 % faster to 12 % slower',
    );
    expect(answers).toHaveTextContent('exploratory');
    expect(answers).not.toHaveTextContent(/^effect$/);
    expect(screen.getByRole('region', { name: 'Under way' })).toHaveTextContent(
      'The answer comes on 24 May 2027',
    );
    const open = await screen.findByRole('region', { name: 'Could be asked' });
    expect(
      within(open).getByRole('button', { name: 'Register the study' }),
    ).toBeInTheDocument();
  });

  it('registers a study with the question that the claim asks', async () => {
    let sent: unknown;
    serve({ proposals: [PROPOSAL], study: ANSWERED });
    server.use(
      http.post(`${INSIGHTS_URL}/studies`, async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(INTERIM, { status: 201 });
      }),
    );
    render();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Register the study' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('the study will be called exploratory');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Register' }),
    );
    expect(
      await screen.findByText(/Did adopting Feature Store change/),
    ).toBeInTheDocument();
    expect(sent).toEqual({
      offering: 'offering:default/trainer',
      outcome: 'queue_time',
      stage: 'training',
      analysisDate: '2027-03-01',
    });
  });

  it('shows a refused study with what would help, and who was looked at', async () => {
    serve({ study: REFUSED });
    render('/offerings/impact?study=trainer.queue-time.training');
    expect(
      await screen.findByText(
        'This cannot be answered with the data there are.',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('It can be asked again when more teams have adopted.'),
    ).toBeInTheDocument();
    const teams = screen.getByRole('region', { name: 'Who is compared' });
    expect(teams).toHaveTextContent('Fewer than 60 % of its weeks have 5 runs');
    expect(teams).toHaveTextContent('3 more teams that you do not see');
  });

  it('shows what is fixed while nothing may be estimated', async () => {
    serve({
      study: { ...ANSWERED, ...INTERIM, answer: undefined, teams: [] },
    });
    render(`/offerings/impact?study=${INTERIM.id}`);
    const plan = await screen.findByRole('region', { name: 'What is fixed' });
    expect(plan).toHaveTextContent('Run time');
    expect(plan).toHaveTextContent('Draw the order of the next adoptions');
    expect(screen.queryByText(/interval/)).not.toBeInTheDocument();
  });

  it('says why a computation was given up, to those who can do something', async () => {
    serve({
      study: {
        ...REFUSED,
        state: 'failed',
        refusal: undefined,
        mayExtend: true,
        failure: 'The back end that computed it fell silent 3 times.',
      },
    });
    render(`/offerings/impact?study=${REFUSED.id}`);
    expect(
      await screen.findByRole('region', { name: 'Why it failed' }),
    ).toHaveTextContent('fell silent 3 times');
    expect(
      screen.getByRole('button', { name: 'Look again later' }),
    ).toBeInTheDocument();
  });

  it('tells an answer with its counts, what could be wrong and what would tell sooner', async () => {
    serve({ study: ANSWERED });
    render('/offerings/impact?study=feature-store.run-time.training');
    expect(
      await screen.findByText(/^Not distinguishable from no change/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        /9 adopting and 14 comparison teams, 2 tried and left, 1 left out/,
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('region', { name: 'What could be wrong' }),
    ).toHaveTextContent('Teams chose when to adopt.');
    expect(
      screen.getByRole('region', { name: 'How to know sooner' }),
    ).toHaveTextContent('If half of the teams started at random');
    expect(
      screen.getByRole('button', { name: 'Look again later' }),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/weeks 1 to 4 after adopting: −3.0/),
    ).toBeInTheDocument();
  });

  it('says what will be here while there is nothing', async () => {
    serve({});
    render();
    expect(await screen.findByText('No studies yet')).toBeInTheDocument();
  });
});
