import {
  coreExtensionData,
  createExtension,
  ExtensionBoundary,
} from '@backstage/frontend-plugin-api';
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
