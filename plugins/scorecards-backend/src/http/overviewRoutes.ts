import {
  replayRequestSchema,
  scorecardsDefinitionDryRunPermission,
} from '@mli/plugin-scorecards-common';
import { InputError } from '@backstage/errors';
import type express from 'express';
import { parseBody } from '@mli/plugin-ml-platform-node';
import { fullEntityRef } from '../service/fullEntityRef';
import type { OverviewService } from '../service/OverviewService';
import type { ReplayService } from '../service/ReplayService';
import { paged, sendList } from './answers';
import type { Gate } from './Gate';
import { parseListQuery, trendQuerySchema } from './parseListQuery';

export interface OverviewRoutesOptions {
  readonly gate: Gate;
  readonly overview: OverviewService;
  readonly replays: ReplayService;
}

/** Counts, trends, histories and replays. */
export function addOverviewRoutes(
  router: express.Router,
  { gate, overview, replays }: OverviewRoutesOptions,
): void {
  router.get('/distribution', async (req, res) => {
    const credentials = await gate.reader(req);
    const query = parseListQuery(req.query, { keyLength: 0 });
    const items = await overview.distribution(credentials, query);
    sendList(
      res,
      { items },
      {
        format: query.format,
        columns: ['scorecard', 'unit', 'title', 'type', 'parent', 'counts'],
      },
    );
  });

  router.get('/checks', async (req, res) => {
    const credentials = await gate.reader(req);
    const query = parseListQuery(req.query, { keyLength: 0 });
    const items = await overview.checks(credentials, query);
    sendList(
      res,
      { items },
      {
        format: query.format,
        columns: [
          'scorecard',
          'check',
          'pass',
          'fail',
          'exempt',
          'not-applicable',
          'no-data',
          'stale',
          'error',
          'overExempted',
        ],
        flatten: ({ counts, ...row }) => ({ ...row, ...counts }),
      },
    );
  });

  router.get('/trend', async (req, res) => {
    const credentials = await gate.reader(req);
    const { days, unit: text, ...rest } = req.query;
    const own = parseBody(trendQuerySchema, { days, unit: text });
    const query = parseListQuery(rest, { keyLength: 0 });
    const unit =
      own.unit === undefined ? undefined : fullEntityRef(own.unit, 'group');
    if (own.unit !== undefined && !unit) {
      throw new InputError(
        `unit '${own.unit}' is no group; write it like group:default/perception`,
      );
    }
    const items = await overview.trend(credentials, {
      ...query,
      days: own.days,
      unit,
    });
    sendList(
      res,
      { items },
      { format: query.format, columns: ['scorecard', 'day', 'counts'] },
    );
  });

  router.get('/history', async (req, res) => {
    const credentials = await gate.reader(req);
    const query = parseListQuery(req.query, { keyLength: 4, allow: ['check'] });
    if (query.after && Number.isNaN(Date.parse(query.after[0] ?? ''))) {
      throw new InputError('cursor is not one this route has answered');
    }
    const rows = await overview.history(credentials, {
      ...query,
      limit: query.limit + 1,
    });
    const page = paged(rows, query.limit, row => [
      row.from,
      row.scorecard,
      row.entity,
      row.check,
    ]);
    sendList(res, page, {
      format: query.format,
      columns: [
        'entity',
        'scorecard',
        'check',
        'version',
        'state',
        'reason',
        'team',
        'from',
        'to',
      ],
    });
  });

  router.post('/replay', async (req, res) => {
    const credentials = await gate.reader(
      req,
      scorecardsDefinitionDryRunPermission,
    );
    const request = parseBody(replayRequestSchema, req.body);
    res.json(await replays.replay(credentials, request, new Date()));
  });
}
