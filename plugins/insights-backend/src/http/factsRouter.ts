import {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { insightsAdoptionReadPermission } from '@mli/plugin-insights-common';
import {
  requirePermission,
  VisibleEntities,
} from '@mli/plugin-ml-platform-node';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { FactsService } from '../service/FactsService';
import { metricsCallerOf } from '../service/MetricsCaller';
import { TeamSpeedAccess } from '../service/TeamSpeedAccess';
import { WHO_SEES_ADOPTION } from './adoption/adoptionCaller';
import { queryText, readQuery, refuseFaults } from './readQuery';

/** The parameters of `GET /facts`. */
export const factsQueryShape = {
  cursor: queryText.optional().describe('nextCursor of the answer before'),
};

/** `GET /facts`: what scorecards pull. A caller gets facts about what it may see, and no others. */
export function createFactsRouter(options: {
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  visible: VisibleEntities;
  access: TeamSpeedAccess;
  facts: FactsService;
  now(): Date;
}): Router {
  const router = PromiseRouter();
  router.get('/facts', async (req, res) => {
    const credentials = await options.httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { values, faults } = readQuery(req.query, factsQueryShape);
    refuseFaults(faults);
    await requirePermission(
      options.permissions,
      credentials,
      insightsAdoptionReadPermission,
      WHO_SEES_ADOPTION,
    );
    const caller = await metricsCallerOf(credentials, options);
    res.json(await options.facts.page(values.cursor, caller, options.now()));
  });
  return router;
}
