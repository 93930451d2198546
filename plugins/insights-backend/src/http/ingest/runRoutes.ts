import { InputError } from '@backstage/errors';
import {
  RunSplitRequest,
  runSplitRequestSchema,
} from '@mli/plugin-insights-common';
import express from 'express';
import { InsightsContext } from '../../context';
import { RunCorrections } from '../../service/linking/RunCorrections';
import { REFUSALS, TAGS } from './ingestOpenApi';
import { readJsonRequest } from './readJsonRequest';
import { changeAudited } from './sourceManager';

export interface RunRoutesOptions {
  readonly context: InsightsContext;
  readonly corrections: RunCorrections;
}

/** What people who look after sources may change about runs. */
export function addRunRoutes(
  router: express.Router,
  { context, corrections }: RunRoutesOptions,
): void {
  const change =
    (
      eventId: string,
      apply: (request: RunSplitRequest) => Promise<void>,
    ): express.RequestHandler =>
    async (req, res) => {
      await changeAudited(req, context, {
        eventId,
        severityLevel: 'medium',
        change: async () => {
          const request = await readJsonRequest(
            req,
            res,
            runSplitRequestSchema,
          );
          await apply(request);
          return request;
        },
        describe: ({ source, id }) => ({ source, id }),
      });
      res.status(204).end();
    };

  router.post(
    '/runs/split',
    change('run-split', async ({ source, id, reason }) => {
      if (reason === undefined) {
        throw new InputError("'reason' is needed: why it is a run of its own.");
      }
      await corrections.split({ source, id }, reason);
    }),
  );
  router.post(
    '/runs/rejoin',
    change('run-rejoin', async ({ source, id }) => {
      await corrections.rejoin({ source, id });
    }),
  );

  for (const [path, summary] of [
    ['/runs/split', 'Take a row out of the run it was joined to'],
    ['/runs/rejoin', 'Let a row be joined again'],
  ] as const) {
    context.openApi.registerPath({
      method: 'post',
      path,
      tags: TAGS,
      summary,
      request: {
        body: {
          content: { 'application/json': { schema: runSplitRequestSchema } },
        },
      },
      responses: {
        204: { description: 'Done; cells follow within seconds' },
        400: REFUSALS[400],
        401: REFUSALS[401],
        403: { description: 'Needs insights.sources.manage' },
        404: { description: 'No such run in that source' },
      },
    });
  }
}
