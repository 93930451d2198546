import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ServiceUnavailableError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  AdoptionRow,
  InsightsScope,
  MetricAnswer,
  MetricChange,
  TeamLosses,
} from '@mli/plugin-insights-common';
import { homeApiRef, type HomeApi } from '../HomeApi';
import { HomePage } from './HomePage';

const adoption: AdoptionRow[] = [
  {
    team: 'group:default/signs',
    offering: 'offering:default/queue',
    eligible: true,
    observed: 'none',
    declared: 'adopted',
    status: 'declared-not-seen',
    evidence: { sentence: 'You say yes; no runs seen since 3 May.' },
  },
  {
    team: 'group:default/lanes',
    offering: 'offering:default/queue',
    eligible: true,
    observed: 'adopted',
    declared: 'adopted',
    status: 'in-use',
    evidence: { sentence: 'In use since March.' },
  },
];

const unit = (name: string, role: 'customer' | 'provider') => ({
  ref: `group:default/${name.toLowerCase()}`,
  title: name,
  type: `${role}-team`,
  role,
  speedVisible: true,
});

const scope = (viewer: Partial<InsightsScope['viewer']>): InsightsScope => ({
  viewer: {
    teams: [],
    customerTeams: [],
    leads: [],
    providerTeams: [],
    isBridge: false,
    ...viewer,
  },
  units: [
    unit('Signs', 'customer'),
    unit('Lanes', 'customer'),
    unit('Compute', 'provider'),
  ],
  stages: [],
  sources: [],
  simulated: false,
});

const LOSS: TeamLosses['items'][number] = {
  team: 'group:default/lanes',
  stage: 'training',
  phase: 'queue',
  words: 'waiting for training',
  sentence: '38 h a week (20 to 60) waiting for training',
  hours: { value: 38, low: 20, high: 60 },
};

const LOSSES: TeamLosses = {
  unit: 'group:default/lanes',
  status: 'ok',
  folded: [],
  window: { from: '2026-09-21', to: '2026-11-16' },
  weeks: 8,
  definition: { version: 1, blocked: 'b', rework: 'r' },
  total: { value: 61, low: 44, high: 79 },
  sentence: 'lost 61 h a week (44 to 79): 38 h waiting for training.',
  items: [LOSS],
  path: [],
  handoffs: [],
  workingHours: 'Mon to Fri',
};

const ITERATION: MetricAnswer = {
  metric: 'iteration_time',
  definition: {
    version: 1,
    title: 'Iteration time',
    formula: 'f',
    class: 'P',
    anchor: 'submitted',
  },
  unit: 'seconds',
  group: {},
  scope: 'direct',
  window: { from: '2026-08-10', to: '2026-11-02' },
  status: 'ok',
  p50: 26_640,
  guards: {
    failedRatio: { status: 'ok', value: 0.06 },
    reachingEvaluation: { status: 'ok', value: 0.71 },
  },
};

const CHANGE: MetricChange = {
  metric: 'iteration_time',
  status: 'ok',
  later: { from: '2026-08-10', to: '2026-11-02' },
  earlier: { from: '2026-05-18', to: '2026-08-10' },
  isSaid: false,
  sentence:
    'about the same as the 12 weeks before (between 25 % faster and 33 % slower).',
};

function homeApi(change: Partial<HomeApi>): HomeApi {
  return {
    getScope: async () => scope({}),
    listOfferings: async () => [
      {
        ref: 'offering:default/queue',
        title: 'Elastic Queue',
        owner: 'group:default/compute',
        stages: ['training'],
      },
    ],
    getQueueTime: async () => {
      throw new ServiceUnavailableError('The database is not answering');
    },
    listAdoption: async () => adoption,
    listNeeds: async () => [
      {
        kind: 'declared-not-seen',
        rank: 1,
        team: 'group:default/signs',
        offering: 'offering:default/queue',
        status: 'declared-not-seen',
        sentence: 'You say yes; no runs seen since 3 May.',
        action: 'ask',
        mayAct: true,
      },
    ],
    countScorecards: async () => 3,
    getMetric: async () => ITERATION,
    getChange: async () => CHANGE,
    getLosses: async () => LOSSES,
    getLossDetail: async loss => ({
      loss,
      window: LOSSES.window,
      hours: [],
      timeZone: 'UTC',
      jobClasses: [],
      help: [
        {
          offering: 'offering:default/queue',
          title: 'Elastic Queue',
          claims: true,
          adoptedByTeam: false,
          comparableAdopters: 9,
          comparableTeams: 14,
          sentence: '9 of 14 comparable teams have adopted Elastic Queue.',
        },
      ],
    }),
    getLargestLosses: async () => ({ items: [LOSS], withheld: 0, folded: [] }),
    listRecentRuns: async () => [],
    getClaims: async team => ({ team, items: [] }),
    listRequests: async () => [],
    listSources: async () => [],
    ...change,
  };
}

function show(change: Partial<HomeApi>, path = '/') {
  renderInTestApp(<HomePage />, {
    apis: [[homeApiRef, homeApi(change)]],
    initialRouteEntries: [path],
  });
}

describe('Home', () => {
  it('tells a provider who uses what it provides and who needs it', async () => {
    show({
      getScope: async () => scope({ providerTeams: ['group:default/compute'] }),
    });
    expect(
      await screen.findByText(/1 of 2\steams use what Compute provides\./),
    ).toBeInTheDocument();
    const needs = await screen.findByRole('region', {
      name: 'Who needs somebody',
    });
    expect(within(needs).getByRole('link', { name: 'Signs' })).toHaveAttribute(
      'href',
      '/catalog/default/group/signs',
    );
    expect(needs).toHaveTextContent('declared, not seen');
    expect(needs).not.toHaveTextContent('Lanes');
  });

  it('tells the bridging role how many teams are stuck', async () => {
    show({ getScope: async () => scope({ isBridge: true }) });
    expect(
      await screen.findByText(/None of 2\steams is stuck with an offering\./),
    ).toBeInTheDocument();
  });

  it('leads on with how much there is, also for who is in no team', async () => {
    show({});
    const places = await screen.findByRole('navigation', {
      name: 'Where to go',
    });
    expect(await within(places).findByText(/1\soffering$/)).toBeInTheDocument();
    expect(await within(places).findByText(/2\steams$/)).toBeInTheDocument();
    expect(
      await within(places).findByText(/3\sscorecards$/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/in no customer team and no provider team/),
    ).toBeInTheDocument();
    expect(screen.queryByText('Simulated data.')).not.toBeInTheDocument();
  });

  it('keeps the rest of the page when a part of it fails, and tries that part again', async () => {
    let attempts = 0;
    const user = userEvent.setup();
    show({
      getScope: async () => scope({ customerTeams: ['group:default/lanes'] }),
      getQueueTime: async () => {
        attempts += 1;
        throw new ServiceUnavailableError('The database is not answering');
      },
    });
    expect(
      await screen.findByText('The database is not answering'),
    ).toBeInTheDocument();
    expect(screen.getByRole('search')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('The database is not answering'),
    ).toBeInTheDocument();
    expect(attempts).toBe(2);
  });

  const inLanes = { customerTeams: ['group:default/lanes'] };

  it('shows who trains how the own components run, and what nobody registered', async () => {
    show({
      getScope: async () => scope(inLanes),
      listRecentRuns: async () => [
        {
          component: 'component:default/lane-net',
          stage: 'training',
          runClass: 'full',
          gpus: 8,
          submittedAt: '2026-11-20T09:00:00Z',
          waitSeconds: 720,
          runSeconds: 7_200,
          outcome: 'failed',
          cause: 'system',
        },
      ],
      getClaims: async team => ({
        team,
        items: [
          {
            pattern: 'batch.scripts.lanes/lane-net-v5.*',
            jobs: 2,
            runs: 140,
            examples: [],
            repositories: [],
            experiments: [],
            stages: ['training'],
          },
        ],
      }),
    });
    const table = await screen.findByRole('table', { name: /Latest runs/ });
    expect(
      within(table).getByRole('row', { name: /lane-net/ }),
    ).toHaveTextContent(/12\smin2\sh.*failed \(system\)/);
    expect(
      await screen.findByText('batch.scripts.lanes/lane-net-v5.*'),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Claim' })).toHaveAttribute(
      'href',
      '/register?team=group%3Adefault%2Flanes',
    );
  });

  it('shows who leads three numbers, the largest loss and the next step', async () => {
    show({ getScope: async () => scope(inLanes) });
    await userEvent.click(
      await screen.findByRole('button', { name: 'My team' }),
    );
    expect(
      await screen.findByText(
        'Lanes lost 61 h a week (44 to 79): 38 h waiting for training.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText(/7\sh 24\smin/)).toBeInTheDocument();
    expect(
      screen.getByText(/about the same as the 12 weeks/),
    ).toBeInTheDocument();
    expect(screen.getByText('71 %')).toBeInTheDocument();
    const next = screen.getByRole('region', { name: 'Next step' });
    expect(next).toHaveTextContent(
      '9 of 14 comparable teams have adopted Elastic Queue.',
    );
    expect(
      within(next).getByRole('link', { name: 'Look at Elastic Queue' }),
    ).toHaveAttribute('href', '/catalog/default/offering/queue');
    localStorage.clear();
  });

  it('begins with the team for whom the team names as its lead', async () => {
    show({
      getScope: async () =>
        scope({ ...inLanes, leads: ['group:default/lanes'] }),
    });
    expect(
      await screen.findByText(
        'Lanes lost 61 h a week (44 to 79): 38 h waiting for training.',
      ),
    ).toBeInTheDocument();
  });

  it('shows who stands above departments what the teams below lose', async () => {
    const asked: (string | undefined)[] = [];
    const company = {
      ...unit('Company', 'customer'),
      role: 'other' as const,
      type: 'organization',
    };
    const known = scope({ teams: [company.ref] });
    show({
      getScope: async () => ({
        ...known,
        units: [
          company,
          { ...company, ref: 'group:default/driving', parent: company.ref },
          { ...unit('Lanes', 'customer'), parent: 'group:default/driving' },
        ],
      }),
      getLargestLosses: async department => {
        asked.push(department);
        return { items: [LOSS], withheld: 0, folded: [] };
      },
    });
    expect(
      await screen.findByRole('region', { name: 'Largest losses' }),
    ).toBeInTheDocument();
    expect(asked).toEqual([company.ref]);
  });

  it('says to a lead of a small team where its numbers are', async () => {
    show(
      {
        getScope: async () => scope(inLanes),
        getLosses: async () => ({
          ...LOSSES,
          status: 'folded',
          total: undefined,
          sentence: undefined,
          items: [],
          reason:
            'Teams under 5 members are shown in the unit above: Perception.',
        }),
      },
      '/?as=team',
    );
    expect(
      await screen.findByText(/shown in the unit above: Perception/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('region', { name: 'Next step' }),
    ).not.toBeInTheDocument();
  });

  it('shows a provider who asked to begin', async () => {
    show({
      getScope: async () => scope({ providerTeams: ['group:default/compute'] }),
      listRequests: async () => [
        {
          id: '1',
          team: 'group:default/signs',
          offering: 'offering:default/queue',
          goal: 'Train faster',
          askedBy: 'user:default/a',
          askedAt: new Date(Date.now() - 86_400_000).toISOString(),
          state: 'asked',
          changedAt: '2026-11-20T09:00:00Z',
          version: 1,
          isLate: true,
          mayChange: true,
          history: [],
        },
      ],
    });
    const requests = await screen.findByRole('region', {
      name: 'Onboarding requests',
    });
    expect(
      await within(requests).findByText(
        /wants to start with Elastic Queue.*later than you promise/,
      ),
    ).toBeInTheDocument();
  });

  it('shows the bridging role the largest losses and the sources that fell silent', async () => {
    show({
      getScope: async () => scope({ isBridge: true }),
      listSources: async () => [
        {
          name: 'slurm',
          kind: 'file',
          historical: false,
          subjects: [],
          counts: [],
          state: 'silent',
          lastReceivedAt: '2026-11-20T09:00:00Z',
          waiting: 3,
          runs: undefined,
        },
      ],
    });
    expect(
      await screen.findByText('38 h a week (20 to 60) waiting for training'),
    ).toBeInTheDocument();
    expect(
      await screen.findByText(
        /silent; last heard from .*; 3 wait in quarantine/,
      ),
    ).toBeInTheDocument();
  });

  it('says what will be where there is nothing', async () => {
    show({ getScope: async () => scope(inLanes) });
    expect(
      await screen.findByText(/No run of a component of Lanes/),
    ).toBeInTheDocument();
    expect(
      await screen.findByText(/belongs to a component/),
    ).toBeInTheDocument();
  });
});
