import {
  coreExtensionData,
  PageBlueprint,
  RouteRef,
} from '@backstage/frontend-plugin-api';
import { RiCompass3Line } from '@remixicon/react';

/** Tabs come from several plugins, in the order in which those are installed; this is the order a reader expects. */
const TAB_ORDER = ['directory', 'adoption', 'impact'];

function rank(path: string): number {
  const index = TAB_ORDER.indexOf(path);
  return index === -1 ? TAB_ORDER.length : index;
}

/** The Offerings page. Other plugins add a tab by attaching a sub-page to `page:offerings`, input `pages`. */
export function makeOfferingsPage(routeRef: RouteRef) {
  return PageBlueprint.makeWithOverrides({
    factory(originalFactory, { inputs }) {
      const pages = [...inputs.pages].sort(
        (a, b) =>
          rank(a.get(coreExtensionData.routePath)) -
          rank(b.get(coreExtensionData.routePath)),
      );
      return originalFactory(
        {
          path: '/offerings',
          title: 'Offerings',
          icon: <RiCompass3Line size="1em" />,
          routeRef,
        },
        { inputs: { pages } },
      );
    },
  });
}
