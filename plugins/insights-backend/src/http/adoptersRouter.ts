import {
  AdoptionRow,
  insightsAdoptionReadPermission,
  offeringAdoptersSchema,
} from '@mli/plugin-insights-common';
import {
  requirePermission,
  VisibleEntities,
} from '@mli/plugin-ml-platform-node';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { adoptersByOffering } from '../core/adoption/adoptersByOffering';
import { AdoptionRouterOptions, WHO_SEES_ADOPTION } from './adoptionRouter';
import { OpenApiRegistry } from './openapi';
import { queryText, readQuery, refuseFaults } from './readQuery';
import { readTeam } from './readRefs';

const MOST_OWN_TEAMS = 50;

const querySchema = {
  own: queryText
    .optional()
    .describe(
      `up to ${MOST_OWN_TEAMS} teams, separated by commas, whose own relation to each offering is asked for`,
    ),
};

export type AdoptersRouterOptions = Omit<AdoptionRouterOptions, 'access'> & {
  readonly visible: VisibleEntities;
};

/** `GET /adoption/by-offering`: how many teams use each offering, for a directory; one answer for all of them. */
export function createAdoptersRouter(options: AdoptersRouterOptions): Router {
  const { httpAuth, permissions, visible, adoption } = options;
  const router = PromiseRouter();
  router.get('/adoption/by-offering', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await requirePermission(
      permissions,
      credentials,
      insightsAdoptionReadPermission,
      WHO_SEES_ADOPTION,
    );
    const { values, faults } = readQuery(req.query, querySchema);
    const names = (values.own ?? '').split(',').filter(name => name.trim());
    if (names.length > MOST_OWN_TEAMS) {
      faults.push(`'own' names ${names.length} teams; ${MOST_OWN_TEAMS} fit`);
    }
    const own = names.flatMap(name => readTeam(name, faults) ?? []);
    refuseFaults(faults);
    const [visibleUnits, visibleOfferings] = await Promise.all([
      visible.visibleRefs(credentials, 'Group'),
      visible.visibleRefs(credentials, 'Offering'),
    ]);
    const rows: readonly AdoptionRow[] = await adoption.rows(
      {},
      { visibleUnits, visibleOfferings },
      options.now(),
    );
    res.json({ items: adoptersByOffering(rows, new Set(own)) });
  });
  return router;
}

export function describeAdopters(openApi: OpenApiRegistry): void {
  openApi.registerPath({
    method: 'get',
    path: '/adoption/by-offering',
    tags: ['adoption'],
    summary: 'How many teams stand where with each offering',
    request: { query: z.object(querySchema) },
    responses: {
      200: {
        description: 'One item an offering that some team could use',
        content: {
          'application/json': {
            schema: z.object({ items: z.array(offeringAdoptersSchema) }),
          },
        },
      },
      400: { description: 'A parameter is wrong; the message names it' },
      401: { description: 'No credentials' },
      403: { description: WHO_SEES_ADOPTION },
    },
  });
}
