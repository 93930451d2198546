import { HttpAuthService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { ScopeService } from '../service/ScopeService';
import { readQuery, refuseFaults } from './readQuery';

/** `GET /scope`: who is looking, and which units, stages and sources there are. */
export function createScopeRouter(options: {
  httpAuth: HttpAuthService;
  scope: ScopeService;
}): Router {
  const router = PromiseRouter();
  router.get('/scope', async (req, res) => {
    const credentials = await options.httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    refuseFaults(readQuery(req.query, {}).faults);
    res.json(await options.scope.scopeOf(credentials));
  });
  return router;
}
