import { Entity } from '@backstage/catalog-model';
import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import type { AdoptionRow, InsightsScope } from '@mli/plugin-insights-common';
import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { adoptionRow, SCOPE } from '../../__testUtils__/answers';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { GroupOfferings } from './GroupOfferings';

const LANES: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'lanes', title: 'Lanes' },
  spec: { type: 'customer-team' },
};
const COMPUTE: Entity = {
  ...LANES,
  metadata: { name: 'compute' },
  spec: { type: 'provider-team' },
  relations: [
    { type: 'ownerOf', targetRef: 'offering:default/trainer' },
    { type: 'ownerOf', targetRef: 'component:default/scheduler' },
  ],
};
const STRANGER = {
  teams: ['group:default/signs'],
  customerTeams: ['group:default/signs'],
  leads: [],
  providerTeams: [],
  isBridge: false,
};

describe('GroupOfferings', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const asked: string[] = [];

  beforeEach(() => {
    asked.length = 0;
  });

  const saidOf = (common: { team: string; offering: string }) => [
    {
      ...common,
      state: 'declined',
      from: 'portal',
      at: '2026-06-03T10:00:00Z',
      by: 'user:default/ada',
      reason: 'too-slow',
    },
    {
      ...common,
      state: 'adopted',
      from: 'catalog',
      at: '2026-05-01T10:00:00Z',
    },
    {
      ...common,
      state: 'adopted',
      from: 'portal',
      at: '2026-01-01T10:00:00Z',
      by: 'user:default/old',
    },
  ];

  function answers(options: {
    rows: AdoptionRow[];
    scope?: InsightsScope;
    needs?: object[];
  }) {
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () =>
        HttpResponse.json(options.scope ?? SCOPE),
      ),
      http.get(`${INSIGHTS_URL}/adoption/needs`, () =>
        HttpResponse.json({ items: options.needs ?? [] }),
      ),
      http.get(`${INSIGHTS_URL}/adoption`, ({ request }) => {
        const offering = new URL(request.url).searchParams.get('offering');
        return HttpResponse.json({
          items: options.rows.filter(
            row => offering === null || row.offering === offering,
          ),
        });
      }),
      http.get(`${INSIGHTS_URL}/declarations`, ({ request }) => {
        const team = new URL(request.url).searchParams.get('team') ?? '';
        asked.push(team);
        const items = options.rows.flatMap(({ offering }) =>
          saidOf({ team, offering }),
        );
        return HttpResponse.json({ items });
      }),
    );
  }

  const OWN_ROWS = [
    adoptionRow({
      offering: 'offering:default/trainer',
      declared: 'declined',
      status: 'declined',
      evidence: { sentence: 'Declined.', declaredBy: 'portal' },
    }),
    adoptionRow({
      evidence: {
        sentence: 'Seen.',
        declaredBy: 'catalog',
        portalSays: 'declined',
      },
    }),
    adoptionRow({
      offering: 'offering:default/viewer',
      declared: 'none',
      status: 'seen-not-declared',
    }),
    adoptionRow({
      offering: 'offering:default/labels',
      declared: 'none',
      status: 'not-started',
    }),
  ];

  it('tells members what the team says, by whom and since when, and what is seen, by stage', async () => {
    answers({ rows: OWN_ROWS });
    renderPage(<GroupOfferings />, { entity: LANES });
    // in the order of the workflow, whatever the order of the rows
    await screen.findByRole('list', { name: 'training' });
    expect(
      screen
        .getAllByRole('heading', { level: 3 })
        .map(({ textContent }) => textContent),
    ).toEqual(['data', 'training', 'no stage said']);

    const training = screen.getByRole('list', { name: 'training' });
    const trainer = within(training).getByRole('listitem');
    expect(
      within(trainer).getByRole('link', { name: 'Trainer' }),
    ).toHaveAttribute('href', '/catalog/default/offering/trainer');
    await waitFor(() =>
      expect(trainer).toHaveTextContent(
        'Trainerdeclinedsays it does not want it (too slow), by ada, 3 Jun 2026',
      ),
    );
    const data = screen.getByRole('list', { name: 'data' });
    await waitFor(() =>
      expect(data).toHaveTextContent(
        'Feature Storein usesays it uses it, in its catalog file since 1 May 2026. In the portal it says it does not want it; the catalog file wins',
      ),
    );
    expect(
      screen.getByRole('list', { name: 'no stage said' }),
    ).toHaveTextContent('viewerseen, not declarednothing declared');
    expect(screen.queryByText('labels')).not.toBeInTheDocument();
    expect(asked).toEqual(['group:default/lanes']);
    expect(
      screen.getByRole('link', { name: 'Find what helps' }),
    ).toHaveAttribute('href', '/offerings/directory?own=could-use');
  });

  it('does not ask who said it for somebody of another team', async () => {
    answers({
      rows: [adoptionRow({ observed: 'hidden', status: 'cannot-tell' })],
      scope: { ...SCOPE, viewer: STRANGER },
    });
    renderPage(<GroupOfferings />, { entity: LANES });
    const item = await within(
      await screen.findByRole('list', { name: 'data' }),
    ).findByRole('listitem');
    expect(item).toHaveTextContent(/says it uses it$/);
    expect(item).toHaveTextContent('hidden: fewer than 5 people');
    expect(asked).toEqual([]);
    // The filter is about the reader's own teams, not about this one.
    expect(
      screen.getByRole('link', { name: 'Find what helps' }),
    ).toHaveAttribute('href', '/offerings/directory');
  });

  it('tells the provider of an offering who said it', async () => {
    const viewer = {
      ...STRANGER,
      teams: ['group:default/compute'],
      customerTeams: [],
      providerTeams: ['group:default/compute'],
    };
    answers({ rows: OWN_ROWS, scope: { ...SCOPE, viewer } });
    renderPage(<GroupOfferings />, { entity: LANES });
    expect(await screen.findByRole('link', { name: 'ada' })).toHaveAttribute(
      'href',
      '/catalog/default/user/ada',
    );
    expect(asked).toEqual(['group:default/lanes']);
  });

  it('puts open invitations before what the team uses', async () => {
    const need = {
      kind: 'like-adopters',
      rank: 1,
      team: 'group:default/lanes',
      offering: 'offering:default/trainer',
      status: 'not-started',
      sentence: 'Lanes runs training like Maps, which uses it.',
      action: 'invite',
      mayAct: false,
      doneAt: '2026-06-03T10:00:00Z',
    };
    answers({
      rows: [],
      needs: [need, { ...need, action: 'welcome' }],
    });
    renderPage(<GroupOfferings />, { entity: LANES });
    const list = await screen.findByRole('list', { name: 'Invitations' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(
      screen.getByRole('heading', { name: 'Open invitations (1)' }),
    ).toBeInTheDocument();
    expect(
      within(list).getByRole('button', { name: 'Start using it' }),
    ).toBeInTheDocument();
    expect(
      screen.queryByText('No offering is declared or seen yet'),
    ).not.toBeInTheDocument();
  });

  it('says what will be here and how it gets here', async () => {
    answers({ rows: [] });
    renderPage(<GroupOfferings />, { entity: LANES });
    expect(
      await screen.findByText('No offering is declared or seen yet'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/what its runs use is seen by itself/),
    ).toBeInTheDocument();
  });

  it('offers to try again', async () => {
    answers({ rows: [] });
    server.use(
      http.get(`${INSIGHTS_URL}/adoption`, () =>
        HttpResponse.json({}, { status: 500 }),
      ),
    );
    renderPage(<GroupOfferings />, { entity: LANES });
    expect(
      await screen.findByText('Its offerings could not be loaded'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: /again|retry/i }),
    ).toBeInTheDocument();
  });

  it('counts the customer teams of each offering a provider owns', async () => {
    const row = (team: string, status: AdoptionRow['status']) =>
      adoptionRow({ offering: 'offering:default/trainer', team, status });
    answers({
      rows: [
        row('group:default/a', 'in-use'),
        row('group:default/b', 'in-use'),
        row('group:default/c', 'stalled'),
        row('group:default/d', 'churned'),
        row('group:default/e', 'not-started'),
        adoptionRow(),
      ],
    });
    renderPage(<GroupOfferings />, { entity: COMPUTE });
    const table = await screen.findByRole('table', {
      name: 'Adoption of its offerings',
    });
    const cells = await within(table).findByRole('row', { name: /Trainer/ });
    expect(cells).toHaveTextContent('Trainer2115');
    expect(
      within(table).getByRole('link', { name: 'Trainer' }),
    ).toHaveAttribute('href', '/catalog/default/offering/trainer/adoption');
    expect(within(table).getAllByRole('row')).toHaveLength(2);
  });

  it('tells a provider without an offering how one gets here', async () => {
    const unit = {
      ref: 'group:default/compute',
      title: 'Compute',
      type: 'provider-team',
      role: 'provider' as const,
      speedVisible: false,
    };
    answers({ rows: [], scope: { ...SCOPE, units: [unit] } });
    renderPage(<GroupOfferings />, { entity: { ...COMPUTE, relations: [] } });
    expect(await screen.findByText('No offering yet')).toBeInTheDocument();
    expect(screen.getByText(/catalog file of kind Offering/)).toBeVisible();
  });
});
