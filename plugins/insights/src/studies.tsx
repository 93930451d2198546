import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import { ApiBlueprint, SubPageBlueprint } from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { studiesApiRef } from './api/StudiesApi';
import { StudiesClient } from './api/StudiesClient';

export const studiesApi = ApiBlueprint.make({
  name: 'studies',
  params: define =>
    define({
      api: studiesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new StudiesClient(deps),
    }),
});

/** A tab of the Offerings page: what adopting did is insights' to tell. */
export const impact = SubPageBlueprint.make({
  name: 'impact',
  attachTo: { id: 'page:offerings', input: 'pages' },
  params: {
    path: 'impact',
    title: 'Impact',
    loader: () =>
      import('./components/StudiesPage').then(m => <m.StudiesPage />),
  },
});

/** The Impact tab of an offering. */
export const offeringImpact = EntityContentBlueprint.make({
  name: 'offering-impact',
  params: {
    path: '/impact',
    title: 'Impact',
    filter: { kind: 'offering' },
    loader: () =>
      import('./components/OfferingImpact').then(m => <m.OfferingImpact />),
  },
});
