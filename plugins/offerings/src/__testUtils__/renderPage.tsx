import { Entity } from '@backstage/catalog-model';
import {
  mockApis,
  renderInTestApp,
  TestAppOptions,
} from '@backstage/frontend-test-utils';
import {
  CatalogApi,
  catalogApiRef,
  entityRouteRef,
  EntityProvider,
} from '@backstage/plugin-catalog-react';
import {
  catalogGraphApiRef,
  DefaultCatalogGraphApi,
} from '@backstage/plugin-catalog-graph';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useLocation } from 'react-router-dom';
import { offeringsApiRef } from '../api/OfferingsApi';
import { OfferingsClient } from '../api/OfferingsClient';

/** Where requests go in tests; msw answers them. */
export const INSIGHTS_URL = 'http://localhost/api/insights';
export const OFFERINGS_URL = 'http://localhost/api/offerings';
export const SCORECARDS_URL = 'http://localhost/api/scorecards';

/** Looks `fetch` up with each call, since msw replaces it after this module is loaded. */
const fetchApi = {
  fetch: (...request: Parameters<typeof fetch>) => fetch(...request),
};

function Location() {
  const { pathname, search } = useLocation();
  return <output data-testid="location">{`${pathname}${search}`}</output>;
}

export interface RenderPageOptions {
  path?: string;
  /** What is in the catalog. */
  entities?: Entity[];
  /** Replaces the catalog made of `entities`. */
  catalogApi?: CatalogApi;
  /** The entity whose page is shown. */
  entity?: Entity;
  /** APIs of other plugins. */
  apis?: NonNullable<TestAppOptions['apis']>;
}

/** Renders a page with the real client at a path of the portal; the path shows in the element `location`. */
export function renderPage(
  element: JSX.Element,
  options: RenderPageOptions = {},
) {
  const { path = '/', entities = [], entity } = options;
  const catalogApi = options.catalogApi ?? catalogApiMock({ entities });
  const client = new OfferingsClient({
    catalogApi,
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
      <Location />
    </QueryClientProvider>,
    {
      initialRouteEntries: [path],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      apis: [
        [offeringsApiRef, client],
        [catalogApiRef, catalogApi],
        [catalogGraphApiRef, new DefaultCatalogGraphApi()],
        ...(options.apis ?? []),
      ],
    },
  );
}
