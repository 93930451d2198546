import { InputError, NotAllowedError } from '@backstage/errors';
import {
  QuarantinedItem,
  QuarantineSummary,
  redriveRequestSchema,
  RunStatus,
  SourceList,
} from '@mli/plugin-insights-common';
import express from 'express';
import { z } from 'zod';
import { InsightsContext } from '../../context';
import { IngestSources } from '../../service/ingest/IngestSources';
import { DatabaseQuarantineStore } from '../../store/DatabaseQuarantineStore';
import { DatabaseRunStore } from '../../store/DatabaseRunStore';
import { RedriveService } from '../../service/ingest/RedriveService';
import { SourceOverview } from '../../service/sources/SourceOverview';
import { sendCsv, toCsv } from '../csv';
import { queryText, readQuery, refuseFaults } from '../readQuery';
import { readJsonRequest } from './readJsonRequest';
import { authoriseManager, changeAudited } from './sourceManager';

export interface SourceRoutesOptions {
  readonly context: InsightsContext;
  readonly sources: IngestSources;
  readonly overview: SourceOverview;
  readonly redrive: RedriveService;
  readonly runStore: DatabaseRunStore;
  readonly quarantineStore: DatabaseQuarantineStore;
}

export const RUN_QUERY = {
  source: queryText.describe('needed'),
  id: z
    .string()
    .max(1000)
    .refine(id => !id.includes('\u0000'), 'cannot hold U+0000')
    .describe('needed; the key of the run, or an id another system gave it'),
};

export const SOURCES_QUERY = {
  days: z.coerce.number().int().min(1).max(90).describe('absent: 14'),
};

export const QUARANTINE_QUERY = {
  source: queryText,
  reason: queryText,
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,17}$/, 'is not one that this list gave out')
    .describe('nextCursor of the page before'),
  format: z.enum(['json', 'csv']),
};

const PAGE = 100;
const CSV_ROWS = 10_000;

/** What producers and those who look after sources may see of what came in. */
export function addSourceRoutes(
  router: express.Router,
  options: SourceRoutesOptions,
): void {
  const { context } = options;

  router.get('/runs', async (req, res) => {
    const { values, faults } = readQuery(req.query, RUN_QUERY);
    refuseFaults(faults);
    const { source, id } = values;
    if (source === undefined || id === undefined) {
      throw new InputError('source and id are needed: /runs?source=local&id=…');
    }
    await authoriseReader(req, source, options);
    const items: RunStatus[] = await options.runStore.find(source, id);
    res.json({ items });
  });

  router.get('/sources', async (req, res) => {
    await authoriseManager(req, context);
    const { values, faults } = readQuery(req.query, SOURCES_QUERY);
    refuseFaults(faults);
    const answer: SourceList = await options.overview.list(
      values.days ?? 14,
      new Date(),
    );
    res.json(answer);
  });

  addQuarantineRoutes(router, options);
}

function addQuarantineRoutes(
  router: express.Router,
  { context, quarantineStore, redrive }: SourceRoutesOptions,
): void {
  router.get('/quarantine', async (req, res) => {
    await authoriseManager(req, context);
    const { values, faults } = readQuery(req.query, QUARANTINE_QUERY);
    refuseFaults(faults);
    const isCsv = values.format === 'csv';
    const limit = isCsv ? CSV_ROWS : PAGE;
    const items: QuarantinedItem[] = await quarantineStore.list({
      source: values.source,
      reason: values.reason,
      beforeId: values.cursor,
      limit,
    });
    if (isCsv) {
      const text = toCsv(items, [
        ['id', item => item.id],
        ['source', item => item.source],
        ['eventId', item => item.eventId],
        ['reason', item => item.reason],
        ['detail', item => item.detail],
        ['tries', item => item.tries],
        ['receivedAt', item => item.receivedAt],
        ['expiresAt', item => item.expiresAt],
      ]);
      sendCsv(res, { name: 'quarantine', text });
      return;
    }
    const last = items.at(-1);
    res.json({
      items,
      ...(items.length === limit && last && { nextCursor: last.id }),
    });
  });

  router.get('/quarantine/summary', async (req, res) => {
    await authoriseManager(req, context);
    const answer: QuarantineSummary = {
      items: await quarantineStore.summarise(),
    };
    res.json(answer);
  });

  router.post('/quarantine/redrive', async (req, res) => {
    const answer = await changeAudited(req, context, {
      eventId: 'quarantine-redrive',
      severityLevel: 'medium',
      change: async () =>
        await redrive.redrive(
          await readJsonRequest(req, res, redriveRequestSchema),
        ),
      describe: ({ results }) => ({
        items: results.length,
        accepted: results.filter(({ status }) => status === 'accepted').length,
      }),
    });
    res.json(answer);
  });
}

/** A producer sees the runs of its own sources; those who manage sources see all. */
async function authoriseReader(
  req: express.Request,
  source: string,
  { context, sources }: SourceRoutesOptions,
): Promise<void> {
  const credentials = await context.httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  if (
    context.auth.isPrincipal(credentials, 'service') &&
    (await sources.mayRead(credentials.principal.subject, source))
  ) {
    return;
  }
  try {
    await authoriseManager(req, context);
  } catch (error) {
    throw error instanceof NotAllowedError
      ? new NotAllowedError(
          'This source is bound neither to this credential nor may it look after sources (insights.sources.manage).',
        )
      : error;
  }
}
