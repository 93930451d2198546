import {
  AuditorService,
  AuthService,
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import express from 'express';
import Router from 'express-promise-router';
import { Access } from '../service/Access';
import { BulkService } from '../service/BulkService';
import { HandOverService } from '../service/HandOverService';
import { ImportedFiles } from '../service/ImportedFiles';
import { InsightsClient } from '../service/InsightsClient';
import { RegistrationService } from '../service/RegistrationService';
import { RegistrationStore } from '../store/RegistrationStore';
import { ChangeSignal } from '../tasks/ChangeSignal';
import { addBulkRoutes } from './bulkRoutes';
import { addClaimRoutes } from './claimRoutes';
import { addDirectoryRoutes, DirectoryRoutesOptions } from './directoryRoutes';
import { addHandOverRoutes } from './handOverRoutes';
import { addImportedRoutes } from './importedRoutes';
import { openApiDocument } from './openApiDocument';
import { addProvidedRoute } from './providedRoute';
import { addRegistrationRoutes } from './registrationRoutes';

export interface RouterOptions extends DirectoryRoutesOptions {
  readonly access: Access;
  readonly appUrl: string;
  readonly auditor: AuditorService;
  readonly auth: AuthService;
  readonly bulk: BulkService;
  readonly changes: ChangeSignal;
  readonly handOvers: HandOverService;
  readonly httpAuth: HttpAuthService;
  readonly imported: ImportedFiles;
  readonly insights: InsightsClient;
  readonly registrations: RegistrationService;
  readonly store: RegistrationStore;
}

export interface RouteContext extends RouterOptions {
  viewer(request: express.Request): ReturnType<Access['viewerOf']>;
}

/** A file of 2 MB, in JSON, in which each character may take several. */
const BODY_LIMIT = '5mb';

export function createRouter(options: RouterOptions): express.Router {
  const context: RouteContext = {
    ...options,
    viewer: async request => {
      const credentials: BackstageCredentials =
        await options.httpAuth.credentials(request, {
          allow: ['user', 'service'],
        });
      return await options.access.viewerOf(credentials);
    },
  };
  const router = Router();
  router.use(express.json({ limit: BODY_LIMIT }));
  router.get('/openapi.json', (_req, res) => {
    res.json(openApiDocument());
  });
  addRegistrationRoutes(router, context);
  addHandOverRoutes(router, context);
  addBulkRoutes(router, context);
  addImportedRoutes(router, context);
  addClaimRoutes(router, context);
  addProvidedRoute(router, context);
  addDirectoryRoutes(router, context);
  return router;
}
