import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FEATURE_STORE, LEGACY_STORE } from '../../__testUtils__/entities';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  INSIGHTS_URL,
  OFFERINGS_URL,
  renderPage,
  SCORECARDS_URL,
} from '../../__testUtils__/renderPage';
import { OfferingLayout } from './OfferingLayout';

const CARDS = [
  { type: 'info' as const, element: <p>About</p> },
  { type: 'content' as const, element: <p>Scorecards of others</p> },
];

describe('OfferingLayout', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  beforeEach(() => {
    server.use(
      http.get(`${OFFERINGS_URL}/changes`, () =>
        HttpResponse.json({
          items: [
            {
              offering: 'offering:default/feature-store',
              seenAt: '2026-03-02T08:00:00Z',
              kind: 'changed',
              sentences: ['Lifecycle: ga, before beta'],
            },
          ],
        }),
      ),
      http.get(`${SCORECARDS_URL}/facts/values`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${INSIGHTS_URL}/studies/effects`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${INSIGHTS_URL}/adoption`, () =>
        HttpResponse.json({
          items: [
            { team: 'group:default/lanes', status: 'in-use' },
            { team: 'group:default/maps', status: 'not-started' },
          ],
        }),
      ),
    );
  });

  it('answers what somebody asks who might use it', async () => {
    renderPage(<OfferingLayout cards={CARDS} />, { entity: FEATURE_STORE });
    expect(
      await screen.findByText('Features drift between training and serving'),
    ).toBeInTheDocument();
    const section = (name: string) => screen.getByRole('region', { name });
    expect(section('Is it for you?')).toHaveTextContent(
      'Raw sensor data; use the data lake',
    );
    expect(section('How to start')).toHaveTextContent(/3.days/);
    expect(
      within(section('How to start')).getByRole('link', {
        name: /Read the guide/,
      }),
    ).toHaveAttribute('href', 'https://docs.example.com/feature-store');
    expect(section('What to expect')).toHaveTextContent(
      /#feature-store, an answer within 4.hours/,
    );
    expect(section('What to expect')).toHaveTextContent(
      /99\.9.% promised, over 30.days/,
    );
    expect(
      within(section('What it needs and replaces')).getByRole('link', {
        name: 'legacy-store',
      }),
    ).toHaveAttribute('href', '/catalog/default/offering/legacy-store');
    expect(screen.getByText('Scorecards of others')).toBeInTheDocument();
    expect(screen.queryByText('About')).not.toBeInTheDocument();
    expect(
      await screen.findByText('Lifecycle: ga, before beta'),
    ).toBeInTheDocument();
  });

  it('shows beside a promise what was measured, when and by whom', async () => {
    const asked: string[] = [];
    server.use(
      http.get(`${SCORECARDS_URL}/facts/values`, ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('entity') ?? '');
        return HttpResponse.json({
          items: [
            {
              fact: 'sla.availability',
              state: 'ok',
              value: 99.42,
              unit: 'percent',
              observedAt: '2026-03-02T08:00:00Z',
              source: 'external:slo-exporter',
            },
          ],
        });
      }),
    );
    renderPage(<OfferingLayout cards={[]} />, { entity: FEATURE_STORE });
    const expectations = await screen.findByRole('region', {
      name: 'What to expect',
    });
    expect(
      await within(expectations).findByText(/by slo-exporter/),
    ).toHaveTextContent(/99\.42.% measured, 2.Mar.2026, by slo-exporter/);
    expect(expectations).toHaveTextContent(/99\.9.% promised/);
    expect(expectations).not.toHaveTextContent('no measurement');
    expect(asked).toEqual(['offering:default/feature-store']);
  });

  it('says where nothing was measured', async () => {
    renderPage(<OfferingLayout cards={[]} />, { entity: FEATURE_STORE });
    expect(await screen.findByText('no measurement')).toBeInTheDocument();
  });

  it('copies the quick start', async () => {
    const user = userEvent.setup();
    const writeText = jest.spyOn(navigator.clipboard, 'writeText');
    renderPage(<OfferingLayout cards={[]} />, { entity: FEATURE_STORE });
    await user.click(await screen.findByRole('button', { name: 'Copy' }));
    expect(
      await screen.findByRole('button', { name: 'Copied' }),
    ).toBeInTheDocument();
    expect(writeText).toHaveBeenCalledWith('pip install features');
  });

  it('says what to use instead of a deprecated one, and follows no hostile link', async () => {
    renderPage(<OfferingLayout cards={[]} />, { entity: LEGACY_STORE });
    expect(
      await screen.findByText(/is being phased out: do not start using it/),
    ).toBeInTheDocument();
    expect(await screen.findByText(/Still depend on it/)).toHaveTextContent(
      /1.team \(lanes\)/,
    );
    const links = screen.getAllByRole('link', { name: 'feature-store' });
    expect(links[0]).toHaveAttribute(
      'href',
      '/catalog/default/offering/feature-store',
    );
    expect(
      screen.queryByRole('link', { name: /Read the guide/ }),
    ).not.toBeInTheDocument();
    expect(screen.getByText(/No guide is written down/)).toBeInTheDocument();
  });
});
