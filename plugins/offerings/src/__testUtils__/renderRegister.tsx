import {
  mockApis,
  registerMswTestHooks,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { identityApiRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { Route, Routes, useLocation } from 'react-router-dom';
import { registerApiRef } from '../api/RegisterApi';
import { RegisterClient } from '../api/RegisterClient';
import { RegisterRouter } from '../components/RegisterPage';

export const API = 'http://localhost/api/offerings';

export const SCOPE = {
  teams: [{ ref: 'group:default/lanes', title: 'Lanes' }],
  handOverTo: [
    { ref: 'group:default/lanes', title: 'Lanes' },
    { ref: 'group:default/maps', title: 'Maps' },
  ],
  anyTeam: false,
  types: [
    { type: 'training-pipeline', title: 'Pipeline', hint: 'Trains' },
    { type: 'model', title: 'Model', hint: 'Comes out' },
  ],
  stages: ['training'],
  offerings: [
    { ref: 'offering:default/trainer', title: 'Trainer', stages: ['training'] },
  ],
};

export const REGISTRATION = {
  id: '11111111-2222-3333-4444-555555555555',
  ref: 'component:default/lane-net',
  state: 'active',
  version: 3,
  fields: {
    name: 'lane-net',
    owner: 'group:default/lanes',
    type: 'model',
    title: 'Lane net',
    lifecycle: 'production',
    offerings: ['offering:default/trainer'],
    jobs: ['a/lanes-*'],
    repositories: [],
    experiments: [],
    links: [],
  },
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
  canEdit: true,
  whoCan: 'Members of Lanes and MLI leads can.',
};

/** A back end that takes everything, until a test says otherwise. */
export function useRegisterServer() {
  const server = setupServer();
  registerMswTestHooks(server);
  beforeEach(() => {
    window.localStorage.clear();
    URL.createObjectURL = () => 'blob:file';
    URL.revokeObjectURL = () => {};
    server.use(
      http.get(`${API}/register-scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${API}/claims`, () =>
        HttpResponse.json({ team: 'group:default/lanes', items: [] }),
      ),
      http.post(`${API}/claims/matches`, () =>
        HttpResponse.json({
          patterns: [],
          jobs: 2,
          runs: 212,
          examples: [{ name: 'a/lanes-train', runs: 200 }],
          elsewhere: 0,
        }),
      ),
      http.post(`${API}/registrations/validate`, () =>
        HttpResponse.json({ ok: true, faults: [], duplicates: [] }),
      ),
      http.get(`${API}/imported-files`, () => HttpResponse.json({ items: [] })),
      http.get(`${API}/hand-overs`, () => HttpResponse.json({ items: [] })),
      http.get(`${API}/registrations/:id`, () =>
        HttpResponse.json(REGISTRATION),
      ),
      http.get(`${API}/registrations/:id/history`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${API}/registrations/:id/entity.yaml`, () =>
        HttpResponse.text('kind: Component\n'),
      ),
    );
  });
  return server;
}

function Location() {
  const { pathname, search } = useLocation();
  return <output data-testid="location">{`${pathname}${search}`}</output>;
}

/** The Register pages at a path of the portal, with the real client. */
export function renderRegister(path: string) {
  const client = new RegisterClient({
    discoveryApi: mockApis.discovery({ baseUrl: 'http://localhost' }),
    fetchApi: { fetch: (...request) => fetch(...request) },
  });
  return renderInTestApp(
    <QueryClientProvider
      client={
        new QueryClient({ defaultOptions: { queries: { retry: false } } })
      }
    >
      <Routes>
        <Route path="/register/*" element={<RegisterRouter />} />
      </Routes>
      <Location />
    </QueryClientProvider>,
    {
      initialRouteEntries: [path],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      apis: [
        [registerApiRef, client],
        [
          identityApiRef,
          mockApis.identity({ userEntityRef: 'user:default/eli' }),
        ],
      ],
    },
  );
}
