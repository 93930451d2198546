import {
  ApiBlueprint,
  createFrontendPlugin,
  createRouteRef,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { RiHome5Line } from '@remixicon/react';
import { homeApiRef } from './HomeApi';
import { HomeClient } from './HomeClient';

const rootRouteRef = createRouteRef();

const api = ApiBlueprint.make({
  params: define =>
    define({
      api: homeApiRef,
      deps: {
        catalogApi: catalogApiRef,
        discoveryApi: discoveryApiRef,
        fetchApi: fetchApiRef,
      },
      factory: deps => new HomeClient(deps),
    }),
});

const page = PageBlueprint.make({
  params: {
    path: '/',
    title: 'Home',
    icon: <RiHome5Line size="1em" />,
    routeRef: rootRouteRef,
    noHeader: true,
    loader: () => import('./HomePage').then(m => <m.HomePage />),
  },
});

export const homePlugin = createFrontendPlugin({
  pluginId: 'home',
  title: 'Home',
  routes: { root: rootRouteRef },
  extensions: [api, page],
});
