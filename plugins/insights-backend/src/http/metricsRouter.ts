import { HttpAuthService } from '@backstage/backend-plugin-api';
import { VisibleEntities } from '@mli/plugin-ml-platform-node';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { Day } from '../core/metrics/windows';
import { metricsCallerOf } from '../service/MetricsCaller';
import { MetricsService } from '../service/MetricsService';
import { TeamSpeedAccess } from '../service/TeamSpeedAccess';
import { sendCsv, toCsv } from './csv';
import { METRIC_COLUMNS } from './metricsCsv';
import { parseMetricQuery } from './parseMetricQuery';

export interface MetricsRouterOptions {
  readonly httpAuth: HttpAuthService;
  readonly visible: VisibleEntities;
  readonly access: TeamSpeedAccess;
  readonly metrics: MetricsService;
  readonly stages: readonly string[];
  readonly firstMonday: Day;
  now(): Date;
}

/** `GET /metrics/{metric}`: one answer, or a list of them where the query groups. */
export function createMetricsRouter(options: MetricsRouterOptions): Router {
  const router = PromiseRouter();
  router.get('/metrics/:metric', async (req, res) => {
    const credentials = await options.httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const now = options.now();
    const query = parseMetricQuery(req.params.metric, req.query, {
      now,
      firstMonday: options.firstMonday,
      stages: options.stages,
    });
    const caller = await metricsCallerOf(credentials, options);
    const answers = await options.metrics.answer(query, caller, now);
    if (query.format === 'csv') {
      sendCsv(res, {
        name: query.metric,
        text: toCsv(answers, METRIC_COLUMNS),
      });
    } else {
      res.json(query.groupBy ? { items: answers } : answers[0]);
    }
  });
  return router;
}
