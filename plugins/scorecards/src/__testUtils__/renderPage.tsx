import { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  entityRouteRef,
  EntityProvider,
} from '@backstage/plugin-catalog-react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { scorecardsApiRef } from '../api/ScorecardsApi';
import { ScorecardsClient } from '../api/ScorecardsClient';

/** Where requests go in tests; msw answers them. */
export const API_URL = 'http://localhost/api';
export const SCORECARDS_URL = `${API_URL}/scorecards`;

/** Looks `fetch` up with each call, since msw replaces it after this module is loaded. */
const fetchApi = {
  fetch: (...request: Parameters<typeof fetch>) => fetch(...request),
};

export interface RenderPageOptions {
  path?: string;
  /** Where the element is mounted, when it reads parameters of the path. */
  mountPath?: string;
  /** The entity whose page is shown. */
  entity?: Entity;
}

/** Renders a page with the real client. */
export function renderPage(
  element: JSX.Element,
  options: RenderPageOptions = {},
) {
  const { path = '/', mountPath, entity } = options;
  const client = new ScorecardsClient({
    discoveryApi: mockApis.discovery({ baseUrl: 'http://localhost' }),
    fetchApi,
  });
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
    </QueryClientProvider>,
    {
      initialRouteEntries: [path],
      mountPath,
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      apis: [[scorecardsApiRef, client]],
    },
  );
}
