import { Entity } from '@backstage/catalog-model';
import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { configure, screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  API,
  REGISTRATION,
  renderRegister,
  useRegisterServer,
} from './__testUtils__/renderRegister';
import {
  INSIGHTS_URL,
  OFFERINGS_URL,
  renderPage,
  SCORECARDS_URL,
} from './__testUtils__/renderPage';
import { DirectoryPage } from './components/DirectoryPage';
import { OfferingLayout } from './components/OfferingOverview';

configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(90_000);

const MARKUP = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
// eslint-disable-next-line no-script-url -- that it is never a link is the point
const SCRIPT = 'javascript:alert(3)';

/** Every text of an offering is markup, every address a script. */
const hostile = (name: string): Entity => ({
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: {
    name,
    title: `${name} ${MARKUP}`,
    description: MARKUP,
    tags: [MARKUP],
    links: [{ url: SCRIPT, title: MARKUP }],
  },
  spec: {
    problem: `${name} ${MARKUP}`,
    notFor: MARKUP,
    type: MARKUP,
    lifecycle: MARKUP,
    owner: `group:default/${MARKUP}`,
    stages: [MARKUP, 'training'],
    audience: { filter: { 'spec.type': MARKUP }, activeIn: [MARKUP] },
    improves: [{ stage: MARKUP, metric: MARKUP }],
    onboarding: { guide: SCRIPT, template: SCRIPT, quickstart: MARKUP },
    limits: [{ name: MARKUP, value: MARKUP, unit: MARKUP }],
    support: { channel: SCRIPT, responseHours: 4 },
    serviceLevels: [
      { indicator: MARKUP, target: MARKUP, unit: MARKUP, window: MARKUP },
    ],
    system: MARKUP,
  },
  relations: [
    { type: 'replaces', targetRef: `offering:default/${MARKUP}` },
    { type: 'dependsOn', targetRef: `resource:default/${MARKUP}` },
  ],
});

function expectOnlyText(container: HTMLElement) {
  expect(container.querySelector('img[src="x"], script')).toBeNull();
  expect(container.querySelector('[onerror]')).toBeNull();
  const targets = [...container.ownerDocument.querySelectorAll('a')].map(
    link => link.getAttribute('href') ?? '',
  );
  expect(targets.filter(target => /^\s*javascript/i.test(target))).toEqual([]);
}

describe('hostile text in offerings stays text', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const entities = [hostile('one'), hostile('two')];

  beforeEach(() => {
    server.use(
      http.get(`${INSIGHTS_URL}/*`, () =>
        HttpResponse.json({ stages: ['training'], items: [] }),
      ),
      http.get(`${OFFERINGS_URL}/changes`, () =>
        HttpResponse.json({
          items: [
            {
              offering: 'offering:default/one',
              seenAt: '2026-03-02T08:00:00Z',
              kind: 'changed',
              sentences: [`Problem: ${MARKUP}`],
            },
          ],
        }),
      ),
      http.get(`${OFFERINGS_URL}/*`, () => HttpResponse.json({ items: [] })),
      http.get(`${SCORECARDS_URL}/facts/values`, () =>
        HttpResponse.json({
          items: [
            {
              fact: 'sla.img_src_x_onerror_alert_1_script_alert_2_script',
              state: 'ok',
              value: MARKUP,
              unit: MARKUP,
              observedAt: '2026-03-02T08:00:00Z',
              source: `external:${MARKUP}`,
            },
          ],
        }),
      ),
    );
  });

  it.each([
    ['cards', ''],
    ['the board of stages', '?view=stages'],
    [
      'the comparison',
      '?view=compare&compare=offering%3Adefault%2Fone&compare=offering%3Adefault%2Ftwo',
    ],
  ])('on %s of the directory', async (_, search) => {
    const { container } = renderPage(<DirectoryPage />, {
      path: `/offerings/directory${search}`,
      entities,
    });
    await waitFor(() =>
      expect(screen.getAllByText(/one ">/).length).toBeGreaterThan(0),
    );
    expectOnlyText(container);
  });

  it('on the page of an offering', async () => {
    const { container } = renderPage(<OfferingLayout cards={[]} />, {
      entity: hostile('one'),
    });
    expect(await screen.findByText(/^Problem: ">/)).toBeInTheDocument();
    expectOnlyText(container);
  });
});

describe('hostile text in registrations stays text', () => {
  const server = useRegisterServer();
  const registration = {
    ...REGISTRATION,
    whoCan: MARKUP,
    fields: {
      ...REGISTRATION.fields,
      ...{ title: MARKUP, description: MARKUP, type: MARKUP, stage: MARKUP },
      ...{ jobs: [MARKUP], repositories: [SCRIPT], experiments: [MARKUP] },
      links: [{ url: SCRIPT, title: MARKUP }],
    },
  };
  const handOver = {
    id: 'h',
    registration: {
      id: REGISTRATION.id,
      ref: REGISTRATION.ref,
      title: MARKUP,
    },
    from: 'group:default/lanes',
    to: 'group:default/maps',
    state: 'pending',
    message: MARKUP,
    askedAt: REGISTRATION.updatedAt,
    youMay: ['withdraw'],
  };

  beforeEach(() => {
    server.use(
      http.get(`${API}/registrations`, () =>
        HttpResponse.json({ items: [registration] }),
      ),
      http.get(`${API}/hand-overs`, () =>
        HttpResponse.json({ items: [handOver] }),
      ),
      http.get(`${API}/registrations/:id`, () =>
        HttpResponse.json({
          ...registration,
          handOver,
          state: 'in-git',
          git: {
            ...{ location: MARKUP, editUrl: SCRIPT },
            since: REGISTRATION.updatedAt,
          },
        }),
      ),
      http.get(`${API}/registrations/:id/history`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${API}/registrations/:id/entity.yaml`, () =>
        HttpResponse.text(MARKUP),
      ),
      http.post(`${API}/registrations/validate`, () =>
        HttpResponse.json({
          ok: false,
          faults: [],
          yaml: MARKUP,
          duplicates: [
            {
              ...{ kind: 'jobs', ref: 'component:default/x', title: MARKUP },
              ...{ owner: 'group:default/maps', yours: MARKUP },
              ...{ theirs: SCRIPT, blocks: true },
            },
          ],
        }),
      ),
      http.post(`${API}/claims/matches`, () =>
        HttpResponse.json({
          ...{ patterns: [], jobs: 1, runs: 1, elsewhere: 0 },
          examples: [{ name: MARKUP, runs: 1 }],
        }),
      ),
      http.get(`${API}/claims`, () =>
        HttpResponse.json({
          team: 'group:default/lanes',
          items: [
            {
              ...{ pattern: MARKUP, jobs: 2, runs: 2 },
              examples: [{ name: MARKUP, runs: 2 }],
              ...{ repositories: [], experiments: [], stages: [] },
              suggestion: { name: 'x', type: 'model' },
            },
          ],
        }),
      ),
    );
  });

  it.each([
    ['the list with hand-overs', '/register/mine'],
    ['the claims', '/register'],
    [
      'the form a claim fills',
      `/register/new?claim=${encodeURIComponent(MARKUP)}`,
    ],
    ['the registration', `/register/registrations/${REGISTRATION.id}`],
    ['its form', `/register/registrations/${REGISTRATION.id}/edit`],
  ])('on %s', async (_, path) => {
    const { container } = renderRegister(path);
    await waitFor(() =>
      expect(container.ownerDocument.body.textContent).toContain(MARKUP),
    );
    expectOnlyText(container);
  });
});
