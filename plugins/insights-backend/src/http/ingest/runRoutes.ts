import { InputError } from '@backstage/errors';
import {
  ParkedRunList,
  parkedRunListSchema,
  RunSplitRequest,
  runSplitRequestSchema,
} from '@mli/plugin-insights-common';
import express from 'express';
import { z } from 'zod';
import { InsightsContext } from '../../context';
import { RunCorrections } from '../../service/linking/RunCorrections';
import { readParkedRuns } from '../../store/linking/linkMarks';
import { sendCsv, toCsv } from '../csv';
import { AS_CSV } from '../openapi';
import { readQuery, refuseFaults } from '../readQuery';
import { REFUSALS, TAGS } from './ingestOpenApi';
import { readJsonRequest } from './readJsonRequest';
import { authoriseManager, changeAudited } from './sourceManager';

export interface RunRoutesOptions {
  readonly context: InsightsContext;
  readonly corrections: RunCorrections;
}

const PAGE = 200;
const PARKED_QUERY = {
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,17}$/, 'is not one that this list gave out')
    .describe('nextCursor of the page before'),
  format: z.enum(['json', 'csv']),
};

/** What people who look after sources may see and change about runs. */
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

  router.get('/runs/parked', async (req, res) => {
    await authoriseManager(req, context);
    const { values, faults } = readQuery(req.query, PARKED_QUERY);
    refuseFaults(faults);
    const found = await readParkedRuns(context.knex, {
      before: values.cursor,
      limit: PAGE,
    });
    const last = found.at(-1);
    const answer: ParkedRunList = {
      items: found.map(({ source, id, reason, failures, nextTryAt }) => ({
        source,
        id,
        reason,
        failures,
        nextTryAt: nextTryAt.toISOString(),
      })),
      ...(found.length === PAGE && last && { nextCursor: last.mark }),
    };
    if (values.format === 'csv') {
      const text = toCsv(answer.items, [
        ['source', item => item.source],
        ['id', item => item.id],
        ['reason', item => item.reason],
        ['failures', item => item.failures],
        ['nextTryAt', item => item.nextTryAt],
      ]);
      sendCsv(res, { name: 'parked-runs', text });
      return;
    }
    res.json(answer);
  });
  context.openApi.registerPath({
    method: 'get',
    path: '/runs/parked',
    tags: TAGS,
    summary: 'Runs that could not be joined or linked to others, and why',
    request: { query: z.object(PARKED_QUERY).partial() },
    responses: {
      200: {
        description: 'Tried again by themselves, each time later',
        content: {
          'application/json': { schema: parkedRunListSchema },
          ...AS_CSV,
        },
      },
      400: REFUSALS[400],
      401: REFUSALS[401],
      403: { description: 'Needs insights.sources.manage' },
    },
  });

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
