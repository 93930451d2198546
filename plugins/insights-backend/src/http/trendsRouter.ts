import {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  METRIC_IDS,
  metricChangeSchema,
  metricTrendSchema,
} from '@mli/plugin-insights-common';
import { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { MetricsCaller } from '../service/MetricsCaller';
import { TrendQuery, TrendService } from '../service/losses/TrendService';
import { OpenApiRegistry } from './openapi';
import { queryText, readQuery, refuseFaults } from './readQuery';
import { readTeam } from './readRefs';

export interface TrendsRouterOptions {
  readonly httpAuth: HttpAuthService;
  readonly trends: TrendService;
  callerOf(credentials: BackstageCredentials): Promise<MetricsCaller>;
  now(): Date;
}

const trendQueryShape = {
  metric: z.enum(METRIC_IDS),
  team: queryText
    .optional()
    .describe('a unit, with everything below it; absent: the whole company'),
};

/** `GET /trends`: a metric over a year with what happened meanwhile; `GET /changes`: whether it changed. */
export function createTrendsRouter(options: TrendsRouterOptions): Router {
  const { httpAuth, trends, callerOf, now } = options;
  const router = PromiseRouter();
  const callerFrom = async (req: Request) =>
    await callerOf(
      await httpAuth.credentials(req, { allow: ['user', 'service'] }),
    );
  router.get('/trends', async (req, res) => {
    const caller = await callerFrom(req);
    res.json(await trends.trend(readTrendQuery(req.query), caller, now()));
  });
  router.get('/changes', async (req, res) => {
    const caller = await callerFrom(req);
    res.json(await trends.change(readTrendQuery(req.query), caller, now()));
  });
  return router;
}

function readTrendQuery(raw: Readonly<Record<string, unknown>>): TrendQuery {
  const { values, faults } = readQuery(raw, trendQueryShape);
  const team = readTeam(values.team, faults);
  refuseFaults(faults);
  if (values.metric === undefined) {
    throw new InputError(
      `'metric' is missing; it is one of ${METRIC_IDS.join(', ')}.`,
    );
  }
  return { metric: values.metric, ...(team ? { team } : {}) };
}

export function describeTrends(openApi: OpenApiRegistry): void {
  const answers = (schema: z.ZodType) => ({
    200: {
      description: 'The answer, or why there is none',
      content: { 'application/json': { schema } },
    },
    400: { description: 'The message names everything that is wrong' },
    401: { description: 'No credentials' },
    403: { description: 'Not for this caller; the message says who can' },
    404: { description: 'Nothing of that name that the caller can see' },
  });
  const request = {
    query: z.object({
      ...trendQueryShape,
      metric: trendQueryShape.metric.describe('which metric'),
    }),
  };
  openApi.registerPath({
    method: 'get',
    path: '/trends',
    tags: ['metrics'],
    summary:
      'A metric by 4-week blocks over a year, its distribution, adoption dates, and its change',
    request,
    responses: answers(openApi.register('MetricTrend', metricTrendSchema)),
  });
  openApi.registerPath({
    method: 'get',
    path: '/changes',
    tags: ['metrics'],
    summary:
      'Whether a metric changed between the last closed 12 weeks and the 12 before',
    description:
      'At the earlier mix of stage, run class and trigger, with a 95 % interval from moving blocks of 4 weeks. A change is said only where the interval leaves no change out.',
    request,
    responses: answers(openApi.register('MetricChange', metricChangeSchema)),
  });
}
