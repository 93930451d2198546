import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
  PluginWrapperBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { RiTeamLine } from '@remixicon/react';
import { insightsApiRef } from './api/InsightsApi';
import { InsightsClient } from './api/InsightsClient';
import {
  groupInsights,
  groupOfferings,
  offeringAdoption,
  startUsing,
} from './entityContents';
import { impact, offeringImpact, studiesApi } from './studies';

const rootRouteRef = createRouteRef();

const api = ApiBlueprint.make({
  params: define =>
    define({
      api: insightsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new InsightsClient(deps),
    }),
});

const wrapper = PluginWrapperBlueprint.make({
  params: define => define({ loader: () => import('./query/wrapper') }),
});

const page = PageBlueprint.make({
  params: {
    path: '/teams',
    title: 'Teams',
    icon: <RiTeamLine size="1em" />,
    routeRef: rootRouteRef,
  },
});

const teams = SubPageBlueprint.make({
  name: 'overview',
  params: {
    path: 'overview',
    title: 'Overview',
    loader: () => import('./components/TeamsPage').then(m => <m.TeamsPage />),
  },
});

const weeks = SubPageBlueprint.make({
  name: 'weeks',
  params: {
    path: 'weeks',
    title: 'Where weeks go',
    loader: () => import('./components/Losses').then(m => <m.WeeksPage />),
  },
});

const annotations = SubPageBlueprint.make({
  name: 'annotations',
  params: {
    path: 'annotations',
    title: 'Annotations',
    loader: () =>
      import('./components/Annotations').then(m => <m.AnnotationsPage />),
  },
});

const iteration = SubPageBlueprint.make({
  name: 'iteration',
  params: {
    path: 'iteration',
    title: 'Iteration',
    loader: () =>
      import('./components/IterationPage').then(m => <m.IterationPage />),
  },
});

/** A tab of the Offerings page: adoption is insights' to tell. */
const adoption = SubPageBlueprint.make({
  name: 'adoption',
  attachTo: { id: 'page:offerings', input: 'pages' },
  params: {
    path: 'adoption',
    title: 'Adoption',
    loader: () =>
      import('./components/AdoptionPage').then(m => <m.AdoptionPage />),
  },
});

/** Under settings: only those who look after sources have a use for it. */
const sources = SubPageBlueprint.make({
  name: 'sources',
  attachTo: { id: 'page:user-settings', input: 'pages' },
  params: {
    path: 'sources',
    title: 'Sources',
    loader: () =>
      import('./components/SourcesPage').then(m => <m.SourcesPage />),
  },
});

export const insightsPlugin = createFrontendPlugin({
  pluginId: 'insights',
  title: 'Teams',
  routes: { root: rootRouteRef },
  // prettier-ignore
  extensions: [api, wrapper, page, teams, weeks, iteration, annotations, adoption, sources, offeringAdoption, startUsing, groupInsights, groupOfferings, studiesApi, impact, offeringImpact],
});
