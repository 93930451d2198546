import { Entity } from '@backstage/catalog-model';
import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  adoptionRow,
  answer,
  noAnswer,
  SCOPE,
} from '../../__testUtils__/answers';
import { lossHandlers } from '../../__testUtils__/losses';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { GroupInsights } from './GroupInsights';

const LANES: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'lanes', title: 'Lanes' },
  spec: { type: 'customer-team' },
};

const PLATFORM: Entity = {
  ...LANES,
  metadata: { name: 'compute' },
  relations: [
    { type: 'ownerOf', targetRef: 'offering:default/feature-store' },
    { type: 'ownerOf', targetRef: 'component:default/scheduler' },
  ],
};

describe('GroupInsights', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  beforeEach(() => {
    server.use(
      ...lossHandlers,
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/metrics/queue_time`, () =>
        HttpResponse.json(answer()),
      ),
      http.get(`${INSIGHTS_URL}/metrics/run_time`, () =>
        HttpResponse.json(noAnswer('hidden', { metric: 'run_time' })),
      ),
      http.get(`${INSIGHTS_URL}/metrics/iteration_time`, () =>
        HttpResponse.json(noAnswer('not-enough-data')),
      ),
      http.get(`${INSIGHTS_URL}/adoption/needs`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${INSIGHTS_URL}/onboarding-requests`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${INSIGHTS_URL}/adoption`, () =>
        HttpResponse.json({
          items: [
            adoptionRow(),
            adoptionRow({
              offering: 'offering:default/trainer',
              status: 'seen-not-declared',
              evidence: { sentence: 'Seen on 14 runs, not declared.' },
            }),
            adoptionRow({
              offering: 'offering:default/labels',
              status: 'not-started',
            }),
          ],
        }),
      ),
    );
  });

  it('shows a team the invitations it has not answered', async () => {
    const need = {
      kind: 'like-adopters',
      rank: 1,
      team: 'group:default/lanes',
      offering: 'offering:default/trainer',
      status: 'not-started',
      sentence: 'Lanes runs training like Maps, which uses it.',
      action: 'invite',
      mayAct: false,
    };
    server.use(
      http.get(`${INSIGHTS_URL}/adoption/needs`, () =>
        HttpResponse.json({
          items: [
            { ...need, doneAt: '2026-06-03T10:00:00Z' },
            { ...need, rank: 2, offering: 'offering:default/feature-store' },
          ],
        }),
      ),
    );
    renderPage(<GroupInsights />, { entity: LANES });
    const list = await screen.findByRole('list', { name: 'Invitations' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(list).toHaveTextContent(
      /Lanes runs training like Maps, which uses it. Invited 3 Jun/,
    );
  });

  it('tells a customer team its speed and what it uses, differences first', async () => {
    renderPage(<GroupInsights />, { entity: LANES });
    expect(
      await screen.findByText(/Half of the runs waited less than/),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('Hidden: fewer than 5 people.'),
    ).toBeInTheDocument();
    const list = await screen.findByRole('list', {
      name: 'Offerings of the team',
    });
    const rows = within(list).getAllByRole('listitem');
    await within(list).findByRole('link', { name: 'Feature Store' });
    expect(
      rows.map(row => within(row).getAllByRole('link')[0]?.textContent),
    ).toEqual(['Trainer', 'Feature Store']);
    // The viewer is a member; others are told what to do for the team.
    expect(rows[0]).toHaveTextContent('Declare it');
  });

  it('tells a provider who uses what it provides', async () => {
    renderPage(<GroupInsights />, { entity: PLATFORM });
    const table = await screen.findByRole('table', {
      name: 'Adoption of its offerings',
    });
    const row = await within(table).findByRole('row', {
      name: /Feature Store/,
    });
    expect(row).toHaveTextContent('Feature Store1001');
    expect(within(table).queryByText('scheduler')).not.toBeInTheDocument();
    expect(screen.queryByText(/Half of the runs/)).not.toBeInTheDocument();
  });
});
