import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  catalogApiRef,
  entityRouteRef,
  EntityProvider,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useLocation } from 'react-router-dom';
import { insightsApiRef } from '../api/InsightsApi';
import { InsightsClient } from '../api/InsightsClient';

/** Where requests go in tests; msw answers them. */
export const INSIGHTS_URL = 'http://localhost/api/insights';

/** Looks `fetch` up with each call, since msw replaces it after this module is loaded. */
export const fetchApi = {
  fetch: (...request: Parameters<typeof fetch>) => fetch(...request),
};

/** Feature Store and Trainer, which have titles, stages and a provider in the catalog. */
const OFFERINGS = [
  { title: 'Feature Store', stages: ['data'], owner: 'group:features' },
  { title: 'Trainer', stages: ['training'], owner: 'compute' },
].map(({ title, ...spec }) => ({
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: {
    namespace: 'default',
    name: title.toLocaleLowerCase('en-US').replace(' ', '-'),
    title,
  },
  spec: { lifecycle: 'ga', ...spec },
}));

function Location() {
  const { pathname, search } = useLocation();
  return <output data-testid="location">{`${pathname}${search}`}</output>;
}

/** Renders a page with the real client at a path of the portal; the path shows in the element `location`. */
export function renderPage(
  element: JSX.Element,
  options: { path?: string; entity?: Entity } = {},
) {
  const { path = '/', entity } = options;
  const discoveryApi = mockApis.discovery({ baseUrl: 'http://localhost' });

  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false } },
  });
  return renderInTestApp(
    <QueryClientProvider client={queryClient}>
      {entity ? (
        <EntityProvider entity={entity}>{element}</EntityProvider>
      ) : (
        element
      )}
      <Location />
    </QueryClientProvider>,
    {
      initialRouteEntries: [path],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      apis: [
        [discoveryApiRef, discoveryApi],
        [fetchApiRef, fetchApi],
        [catalogApiRef, catalogApiMock({ entities: OFFERINGS })],
        [insightsApiRef, new InsightsClient({ discoveryApi, fetchApi })],
      ],
    },
  );
}
