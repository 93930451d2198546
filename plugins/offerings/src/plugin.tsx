import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  coreExtensionData,
  createExtensionInput,
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

/** Other plugins put what can be done with an offering beside the problem it solves: input `actions`. */
const offeringLayout = EntityContentLayoutBlueprint.makeWithOverrides({
  name: 'offering',
  inputs: {
    actions: createExtensionInput([coreExtensionData.reactElement]),
  },
  factory(originalFactory, { inputs }) {
    const actions = inputs.actions.map(action => ({
      id: action.node.spec.id,
      element: action.get(coreExtensionData.reactElement),
    }));
    return originalFactory({
      filter: { kind: 'offering' },
      loader: async () => {
        const { OfferingLayout } =
          await import('./components/OfferingOverview');
        return props => <OfferingLayout {...props} actions={actions} />;
      },
    });
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
