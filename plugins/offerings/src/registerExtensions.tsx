import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createRouteRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
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

/** Everything about registering components that the plugin installs. */
export const registerExtensions = [registerApi, registerPage];
