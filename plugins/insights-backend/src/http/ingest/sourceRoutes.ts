import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import {
  insightsSourcesManagePermission,
  QuarantinedItem,
  RunStatus,
  SourceActivity,
} from '@mli/plugin-insights-common';
import { requirePermission } from '@mli/plugin-ml-platform-node';
import express from 'express';
import { z } from 'zod';
import { InsightsContext } from '../../context';
import { IngestSources } from '../../service/ingest/IngestSources';
import { DatabaseQuarantineStore } from '../../store/DatabaseQuarantineStore';
import { DatabaseRunStore } from '../../store/DatabaseRunStore';
import { DatabaseSourceStore } from '../../store/DatabaseSourceStore';
import { queryText, readQuery, refuseFaults } from '../readQuery';

export interface SourceRoutesOptions {
  readonly context: InsightsContext;
  readonly sources: IngestSources;
  readonly sourceStore: DatabaseSourceStore;
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
};

const WHO_MANAGES = 'MLI leads see the sources and what was refused.';
const DAY_MS = 24 * 60 * 60 * 1000;
const PAGE = 100;

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
    const days = values.days ?? 14;
    const since = new Date(Date.now() - (days - 1) * DAY_MS);
    const activity = await options.sourceStore.listActivity(
      since.toISOString().slice(0, 10),
    );
    const items: SourceActivity[] = activity.map(item => ({
      ...item,
      subjects: options.sources.subjectsOf(item.name),
    }));
    res.json({ items });
  });

  router.get('/quarantine', async (req, res) => {
    await authoriseManager(req, context);
    const { values, faults } = readQuery(req.query, QUARANTINE_QUERY);
    refuseFaults(faults);
    const items: QuarantinedItem[] = await options.quarantineStore.list({
      source: values.source,
      reason: values.reason,
      beforeId: values.cursor,
      limit: PAGE,
    });
    const last = items.at(-1);
    res.json({
      items,
      ...(items.length === PAGE && last && { nextCursor: last.id }),
    });
  });
}

async function authoriseManager(
  req: express.Request,
  context: InsightsContext,
): Promise<BackstageCredentials> {
  const credentials = await context.httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  await requirePermission(
    context.permissions,
    credentials,
    insightsSourcesManagePermission,
    WHO_MANAGES,
  );
  return credentials;
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
