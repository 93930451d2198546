import { pluginDatabase } from '@mli/plugin-ml-platform-node';

export const { migrate, openDatabase } = pluginDatabase(
  '@mli/plugin-offerings-backend',
);
