import {
  coreExtensionData,
  createExtension,
  ExtensionBoundary,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';

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

/** On a team's overview; app-config.yaml puts it first. */
export const groupOfferings = EntityCardBlueprint.make({
  name: 'group-offerings',
  params: {
    filter: {
      kind: 'group',
      'spec.type': { $in: ['customer-team', 'provider-team'] },
    },
    type: 'content',
    loader: () =>
      import('./components/GroupOfferings').then(m => <m.GroupOfferings />),
  },
});

/** The next step, on an offering's overview. */
export const startUsing = createExtension({
  kind: 'offering-action',
  name: 'start-using',
  attachTo: {
    id: 'entity-content-layout:offerings/offering',
    input: 'actions',
  },
  output: [coreExtensionData.reactElement],
  factory: ({ node }) => [
    coreExtensionData.reactElement(
      ExtensionBoundary.lazy(node, () =>
        import('./components/AdoptionDialogs/OfferingStartUsing').then(m => (
          <m.OfferingStartUsing />
        )),
      ),
    ),
  ],
});
