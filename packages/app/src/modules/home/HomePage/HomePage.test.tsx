import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ServiceUnavailableError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { AdoptionRow, InsightsScope } from '@mli/plugin-insights-common';
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
    countScorecards: async () => 3,
    ...change,
  };
}

function show(change: Partial<HomeApi>) {
  renderInTestApp(<HomePage />, { apis: [[homeApiRef, homeApi(change)]] });
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
});
