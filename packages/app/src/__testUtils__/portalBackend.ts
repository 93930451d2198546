import { http, HttpResponse } from 'msw';

const BASE = 'http://localhost:7007/api';
const RUNNING_OUT_AT = 4_102_444_800;

/** A token only has to be readable: nothing in the browser checks its signature. */
function token(user: string): string {
  const part = (value: object) =>
    btoa(JSON.stringify(value)).replaceAll('=', '');
  return [
    part({ alg: 'none' }),
    part({ sub: user, exp: RUNNING_OUT_AT }),
    'x',
  ].join('.');
}

/** What a back end with one customer team, one offering and one scorecard answers. */
export const portalBackend = [
  http.get(`${BASE}/auth/demo/refresh`, ({ request }) => {
    const user = request.headers.get('x-mli-demo-user');
    if (user !== 'user:default/ada') {
      return HttpResponse.json(
        {
          error: {
            name: 'NotAllowedError',
            message: `${user} is nobody to choose`,
          },
          response: { statusCode: 403 },
        },
        { status: 403 },
      );
    }
    return HttpResponse.json({
      profile: { displayName: 'Ada' },
      providerInfo: {},
      backstageIdentity: {
        token: token(user),
        identity: {
          type: 'user',
          userEntityRef: user,
          ownershipEntityRefs: [user],
        },
      },
    });
  }),
  http.get(`${BASE}/insights/scope`, () =>
    HttpResponse.json({
      viewer: {
        teams: ['group:default/lanes'],
        customerTeams: ['group:default/lanes'],
        leads: [],
        providerTeams: [],
        isBridge: false,
      },
      units: [
        {
          ref: 'group:default/lanes',
          title: 'Lanes',
          type: 'customer-team',
          role: 'customer',
        },
      ],
      stages: ['training'],
      sources: [],
      simulated: true,
    }),
  ),
  http.get(`${BASE}/insights/metrics/queue_time`, () =>
    HttpResponse.json({
      metric: 'queue_time',
      definition: {
        version: 1,
        title: 'Queue time',
        formula: 'f',
        class: 'S',
        anchor: 'started',
      },
      unit: 'seconds',
      group: { team: 'group:default/lanes' },
      scope: 'direct',
      window: { name: '12w', from: '2026-08-03', to: '2026-10-26' },
      status: 'ok',
      n: 1204,
      p50: 720,
      p90: 11_640,
    }),
  ),
  http.get(`${BASE}/insights/adoption`, () =>
    HttpResponse.json({
      items: [
        adoption('group:default/lanes', 'not-started'),
        adoption('group:default/signs', 'in-use'),
      ],
    }),
  ),
  http.get(`${BASE}/scorecards/scorecards`, () =>
    HttpResponse.json({ items: [{}] }),
  ),
  http.get(`${BASE}/catalog/entities`, () =>
    HttpResponse.json([
      {
        apiVersion: 'mli.internal/v1alpha1',
        kind: 'Offering',
        metadata: {
          name: 'elastic-queue',
          namespace: 'default',
          title: 'Elastic Queue',
        },
        spec: {
          problem: 'Jobs wait for a free machine',
          lifecycle: 'ga',
          stages: ['training'],
        },
      },
    ]),
  ),
  http.get(`${BASE}/notifications/status`, () =>
    HttpResponse.json({ unread: 3, read: 0 }),
  ),
];

function adoption(team: string, status: string) {
  return {
    team,
    offering: 'offering:default/elastic-queue',
    eligible: true,
    observed: 'none',
    declared: 'none',
    status,
    evidence: { sentence: 'No runs seen.' },
  };
}
