import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
  PluginWrapperBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { RiBarChartHorizontalLine } from '@remixicon/react';
import { scorecardsApiRef } from './api/ScorecardsApi';
import { ScorecardsClient } from './api/ScorecardsClient';

const rootRouteRef = createRouteRef();

/** What scorecards are about; another kind is added in the `filter` setting of the two extensions. */
const filter = { kind: { $in: ['group', 'offering', 'component'] } };

const api = ApiBlueprint.make({
  params: define =>
    define({
      api: scorecardsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new ScorecardsClient(deps),
    }),
});

const wrapper = PluginWrapperBlueprint.make({
  params: define => define({ loader: () => import('./query/wrapper') }),
});

const page = PageBlueprint.make({
  params: {
    path: '/scorecards',
    title: 'Scorecards',
    icon: <RiBarChartHorizontalLine size="1em" />,
    routeRef: rootRouteRef,
    loader: () =>
      import('./components/ScorecardsRouter').then(m => <m.ScorecardsRouter />),
  },
});

const entityContent = EntityContentBlueprint.make({
  params: {
    path: '/scorecards',
    title: 'Scorecards',
    filter,
    loader: () =>
      import('./components/EntityScorecards').then(m => <m.EntityScorecards />),
  },
});

const entityCard = EntityCardBlueprint.make({
  params: {
    type: 'content',
    filter,
    loader: () =>
      import('./components/ScorecardsCard').then(m => <m.ScorecardsCard />),
  },
});

export const scorecardsPlugin = createFrontendPlugin({
  pluginId: 'scorecards',
  title: 'Scorecards',
  routes: { root: rootRouteRef },
  extensions: [api, wrapper, page, entityContent, entityCard],
});
