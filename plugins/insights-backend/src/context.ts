import {
  AuditorService,
  AuthService,
  DatabaseService,
  HttpAuthService,
  LifecycleService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
  SchedulerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { VisibleEntities } from '@mli/plugin-ml-platform-node';
import { Knex } from 'knex';
import { InsightsConfig } from './config';
import { RollupArea } from './createRollupArea';
import { OpenApiRegistry } from './http/openapi';

/** The services of Backstage that this plugin uses. */
export interface PlatformServices {
  readonly auditor: AuditorService;
  readonly auth: AuthService;
  readonly catalog: CatalogService;
  readonly database: DatabaseService;
  readonly httpAuth: HttpAuthService;
  readonly lifecycle: LifecycleService;
  readonly logger: LoggerService;
  readonly permissions: PermissionsService;
  readonly permissionsRegistry: PermissionsRegistryService;
  readonly rootConfig: RootConfigService;
  readonly scheduler: SchedulerService;
  readonly userInfo: UserInfoService;
  readonly visibleEntities: VisibleEntities;
}

/** What every area of the plugin is made from. */
export interface InsightsContext extends PlatformServices, RollupArea {
  readonly config: InsightsConfig;
  /** Migrated. */
  readonly knex: Knex;
  readonly openApi: OpenApiRegistry;
}
