import {
  coreExtensionData,
  createExtension,
  createExtensionInput,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { NavContentBlueprint } from '@backstage/plugin-app-react';
import { AppFrame } from './AppFrame';
import { Navigation } from './Navigation';

const content = NavContentBlueprint.make({ params: { component: Navigation } });

/** Takes the place of the layout of the app plugin, whose sidebar opens over the page and has no narrow form of ours. */
const layout = createExtension({
  name: 'layout',
  attachTo: { id: 'app/root', input: 'children' },
  inputs: {
    nav: createExtensionInput([coreExtensionData.reactElement], {
      singleton: true,
    }),
    content: createExtensionInput([coreExtensionData.reactElement], {
      singleton: true,
    }),
  },
  output: [coreExtensionData.reactElement],
  factory: ({ inputs }) => [
    coreExtensionData.reactElement(
      <AppFrame navigation={inputs.nav.get(coreExtensionData.reactElement)}>
        {inputs.content.get(coreExtensionData.reactElement)}
      </AppFrame>,
    ),
  ],
});

export const navModule = createFrontendModule({
  pluginId: 'app',
  extensions: [content, layout],
});
