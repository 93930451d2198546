import { createApp } from '@backstage/frontend-defaults';
import userSettingsModule from '@backstage/plugin-app-module-user-settings';
import authPlugin from '@backstage/plugin-auth';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import catalogGraphPlugin from '@backstage/plugin-catalog-graph/alpha';
import catalogImportPlugin from '@backstage/plugin-catalog-import/alpha';
import unprocessedEntitiesPlugin from '@backstage/plugin-catalog-unprocessed-entities/alpha';
import notificationsPlugin from '@backstage/plugin-notifications/alpha';
import orgPlugin from '@backstage/plugin-org/alpha';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import searchPlugin from '@backstage/plugin-search/alpha';
import signalsPlugin from '@backstage/plugin-signals/alpha';
import techdocsPlugin from '@backstage/plugin-techdocs/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import insightsPlugin from '@mli/plugin-insights';
import offeringsPlugin from '@mli/plugin-offerings';
import scorecardsPlugin from '@mli/plugin-scorecards';
import { homePlugin } from './modules/home';
import { navModule } from './modules/nav';
import { notificationSettingsModule } from './modules/notificationSettings';
import { signInModule } from './modules/signIn';
import { techdocsModule } from './modules/techdocs';
import { themeModule } from './modules/theme';

/** Everything the front end is made of. What a plugin shows, and where, is configured under `app.extensions`. */
export const features = [
  // before those that add to it, so that its own tabs stand first
  userSettingsPlugin,
  homePlugin,
  offeringsPlugin,
  insightsPlugin,
  scorecardsPlugin,
  catalogPlugin,
  catalogGraphPlugin,
  catalogImportPlugin,
  unprocessedEntitiesPlugin,
  orgPlugin,
  scaffolderPlugin,
  techdocsPlugin,
  searchPlugin,
  notificationsPlugin,
  signalsPlugin,
  userSettingsModule,
  authPlugin,
  navModule,
  notificationSettingsModule,
  signInModule,
  techdocsModule,
  themeModule,
];

export const app = createApp({ features });
