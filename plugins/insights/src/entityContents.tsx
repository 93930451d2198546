import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';

/** The Adoption tab of an offering. */
export const offeringAdoption = EntityContentBlueprint.make({
  name: 'offering-adoption',
  params: {
    path: '/adoption',
    title: 'Adoption',
    filter: { kind: 'offering' },
    loader: () =>
      import('./components/OfferingAdoption').then(m => <m.OfferingAdoption />),
  },
});

/** The teams of the portal; other values of `spec.type` are given to the extension's own `filter` setting. */
export const groupInsights = EntityContentBlueprint.make({
  name: 'group',
  params: {
    path: '/insights',
    title: 'Speed & adoption',
    filter: {
      kind: 'group',
      'spec.type': { $in: ['customer-team', 'provider-team', 'department'] },
    },
    loader: () =>
      import('./components/GroupInsights').then(m => <m.GroupInsights />),
  },
});
