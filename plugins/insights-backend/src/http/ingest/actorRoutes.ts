import {
  ActorErasure,
  actorErasureRequestSchema,
  actorErasureSchema,
} from '@mli/plugin-insights-common';
import express from 'express';
import { InsightsContext } from '../../context';
import { REFUSALS, TAGS } from './ingestOpenApi';
import { readJsonRequest } from './readJsonRequest';
import { changeAudited } from './sourceManager';

/** What is done about people as such: only that they are forgotten. */
export function addActorRoutes(
  router: express.Router,
  context: InsightsContext,
): void {
  router.post('/actors/erase', async (req, res) => {
    const answer: ActorErasure = await changeAudited(req, context, {
      eventId: 'actor-erase',
      severityLevel: 'high',
      change: async () => {
        const { user } = await readJsonRequest(
          req,
          res,
          actorErasureRequestSchema,
        );
        return await context.erasure.erase(user);
      },
      // who asked, and how much it was; not whom it was about
      describe: ({ runs, events, usageEvents }) => ({
        runs,
        events,
        usageEvents,
      }),
    });
    res.json(answer);
  });

  context.openApi.registerPath({
    method: 'post',
    path: '/actors/erase',
    tags: TAGS,
    summary: 'Forget a person: runs and uses stay, as nobody’s',
    request: {
      body: {
        content: { 'application/json': { schema: actorErasureRequestSchema } },
      },
    },
    responses: {
      200: {
        description:
          'What was found; all zero where there was nothing. What comes in from now on is stored without the person',
        content: { 'application/json': { schema: actorErasureSchema } },
      },
      400: REFUSALS[400],
      401: REFUSALS[401],
      403: { description: 'Needs insights.sources.manage' },
    },
  });
}
