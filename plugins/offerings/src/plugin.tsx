import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createFrontendPlugin,
  createRouteRef,
  PluginWrapperBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  EntityContentBlueprint,
  EntityContentLayoutBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { offeringsApiRef } from './api/OfferingsApi';
import { OfferingsClient } from './api/OfferingsClient';
import { makeOfferingsPage } from './offeringsPage';
import { registerExtensions, registerRouteRef } from './registerExtensions';

const rootRouteRef = createRouteRef();

const page = makeOfferingsPage(rootRouteRef);

const api = ApiBlueprint.make({
  params: define =>
    define({
      api: offeringsApiRef,
      deps: {
        catalogApi: catalogApiRef,
        discoveryApi: discoveryApiRef,
        fetchApi: fetchApiRef,
      },
      factory: deps => new OfferingsClient(deps),
    }),
});

const wrapper = PluginWrapperBlueprint.make({
  params: define => define({ loader: () => import('./query/wrapper') }),
});

const directory = SubPageBlueprint.make({
  name: 'directory',
  params: {
    path: 'directory',
    title: 'Directory',
    loader: () =>
      import('./components/DirectoryPage').then(m => <m.DirectoryPage />),
  },
});

const offeringLayout = EntityContentLayoutBlueprint.make({
  name: 'offering',
  params: {
    filter: { kind: 'offering' },
    loader: () =>
      import('./components/OfferingOverview').then(m => m.OfferingLayout),
  },
});

const docs = EntityContentBlueprint.make({
  name: 'docs',
  params: {
    path: 'docs',
    title: 'Docs',
    filter: {
      kind: 'offering',
      'metadata.annotations.backstage.io/techdocs-ref': { $exists: true },
    },
    loader: () =>
      import('./components/OfferingDocs').then(m => <m.OfferingDocs />),
  },
});

export const offeringsPlugin = createFrontendPlugin({
  pluginId: 'offerings',
  title: 'Offerings',
  routes: { root: rootRouteRef, register: registerRouteRef },
  extensions: [
    api,
    wrapper,
    page,
    directory,
    offeringLayout,
    docs,
    ...registerExtensions,
  ],
});
