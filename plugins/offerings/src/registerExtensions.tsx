import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createRouteRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { RiAddCircleLine } from '@remixicon/react';
import { registerApiRef } from './api/RegisterApi';
import { RegisterClient } from './api/RegisterClient';

export const registerRouteRef = createRouteRef();

const registerApi = ApiBlueprint.make({
  name: 'register',
  params: define =>
    define({
      api: registerApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new RegisterClient(deps),
    }),
});

const registerPage = PageBlueprint.make({
  name: 'register',
  params: {
    path: '/register',
    title: 'Register',
    icon: <RiAddCircleLine size="1em" />,
    routeRef: registerRouteRef,
    noHeader: true,
    loader: () =>
      import('./components/RegisterPage').then(m => <m.RegisterRouter />),
  },
});

const teamComponents = EntityCardBlueprint.make({
  name: 'team-components',
  params: {
    filter: { kind: 'group' },
    type: 'content',
    loader: () =>
      import('./components/TeamComponents').then(m => <m.TeamComponents />),
  },
});

/** Everything about registering components that the plugin installs. */
export const registerExtensions = [registerApi, registerPage, teamComponents];
