import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import type {
  AdoptionFunnel,
  AdoptionTrend,
} from '@mli/plugin-insights-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { adoptionRow, SCOPE } from '../../__testUtils__/answers';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { OfferingAdoption } from './OfferingAdoption';

const ENTITY = {
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: { name: 'feature-store' },
};

const FUNNEL: AdoptionFunnel = {
  offering: 'offering:default/feature-store',
  scope: 'subtree',
  steps: [
    { step: 'eligible', count: 24, now: 8 },
    {
      step: 'adopted',
      count: 14,
      now: 14,
      conversion: 0.58,
      time: { medianDays: 13, reached: 14, onTheWay: 2 },
    },
  ],
  triedAndLeft: 2,
  hiddenTeams: 1,
  cannotTell: 0,
  notRelevant: 0,
  firstSuccess: { reached: 3, onTheWay: 0, medianDays: 1 },
  expectedDays: 3,
};

const WEEK: AdoptionTrend['weeks'][number] = {
  week: '2026-11-16',
  eligible: 3,
  inUse: 1,
  starting: 0,
  doesNotMatch: 0,
  declined: 0,
  notStarted: 2,
  cannotTell: 0,
};

describe('OfferingAdoption', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  beforeEach(() => {
    server.use(
      http.get(`${INSIGHTS_URL}/adoption/needs`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${INSIGHTS_URL}/adoption/funnel`, () =>
        HttpResponse.json(FUNNEL),
      ),
      http.get(`${INSIGHTS_URL}/adoption/trend`, () =>
        HttpResponse.json({ scope: 'subtree', weeks: [WEEK] }),
      ),
    );
  });

  it('shows the funnel, the trend and how to start', async () => {
    let asked: unknown;
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/adoption`, () =>
        HttpResponse.json({ items: [adoptionRow()] }),
      ),
      http.post(`${INSIGHTS_URL}/onboarding-requests`, async ({ request }) => {
        asked = await request.json();
        return HttpResponse.json({}, { status: 201 });
      }),
    );
    renderPage(<OfferingAdoption />, { entity: ENTITY });
    const funnel = await screen.findByRole('table', {
      name: 'Adoption funnel',
    });
    expect(funnel).toHaveTextContent('half within 13');
    expect(
      await screen.findByRole('button', { name: /1 in use, 2 not started/ }),
    ).toBeInTheDocument();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Start using it' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /get done/ }),
      'train at night',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Ask the provider' }),
    );
    await waitFor(() =>
      expect(asked).toEqual({
        team: 'group:default/lanes',
        offering: 'offering:default/feature-store',
        goal: 'train at night',
      }),
    );
  });

  it('shows the teams of its offering in their groups, eligible ones only', async () => {
    let offering: string | null = null;
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/adoption`, ({ request }) => {
        offering = new URL(request.url).searchParams.get('offering');
        return HttpResponse.json({
          items: [
            adoptionRow(),
            adoptionRow({
              team: 'group:default/signs',
              status: 'seen-not-declared',
              evidence: { sentence: 'Seen on 14 runs, not declared.' },
            }),
            adoptionRow({ team: 'group:default/cad', eligible: false }),
          ],
        });
      }),
    );
    renderPage(<OfferingAdoption />, { entity: ENTITY });
    expect(
      await screen.findByText(
        /1 of 2.eligible teams uses it; for 1 word and runs do not match/,
      ),
    ).toBeInTheDocument();
    expect(offering).toBe('offering:default/feature-store');
    expect(
      screen.getByRole('region', { name: 'Does not match (1)' }),
    ).toHaveTextContent('Seen on 14 runs, not declared.');
    expect(screen.queryByText('cad')).not.toBeInTheDocument();
  });

  it('says that nobody is eligible yet', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/adoption`, () =>
        HttpResponse.json({ items: [] }),
      ),
    );
    renderPage(<OfferingAdoption />, { entity: ENTITY });
    expect(await screen.findByText('No eligible team yet')).toBeInTheDocument();
  });
});
