import { offeringAdoptersSchema } from '@mli/plugin-insights-common';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { adoptersByOffering } from '../core/adoption/adoptersByOffering';
import { adoptionCallerOf, WHO_SEES_ADOPTION } from './adoption/adoptionCaller';
import { AdoptionRouterOptions } from './adoptionRouter';
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

/** `GET /adoption/by-offering`: how many teams use each offering, for a directory; one answer for all of them. */
export function createAdoptersRouter(options: AdoptionRouterOptions): Router {
  const { adoption } = options;
  const router = PromiseRouter();
  router.get('/adoption/by-offering', async (req, res) => {
    const person = await adoptionCallerOf(req, options);
    const { values, faults } = readQuery(req.query, querySchema);
    const names = (values.own ?? '').split(',').filter(name => name.trim());
    if (names.length > MOST_OWN_TEAMS) {
      faults.push(`'own' names ${names.length} teams; ${MOST_OWN_TEAMS} fit`);
    }
    const own = names.flatMap(name => readTeam(name, faults) ?? []);
    refuseFaults(faults);
    const rows = await adoption.rows({}, person, options.now());
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
