import {
  BackstageCredentials,
  BackstageServicePrincipal,
} from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  IngestResponse,
  ingestResponseSchema,
  insightsIngestPermission,
} from '@mli/plugin-insights-common';
import { requirePermission } from '@mli/plugin-ml-platform-node';
import express from 'express';
import { InsightsContext } from '../../context';
import { readOpenLineage } from '../../core/ingest/openlineage/readOpenLineage';
import { isDatabaseAway } from '../../service/ingest/databaseErrors';
import { TooBusyError } from '../../service/ingest/IngestQueue';
import { IngestService } from '../../service/ingest/IngestService';
import { IngestSources } from '../../service/ingest/IngestSources';
import {
  mediaTypeOf,
  parseJsonBytes,
  readBodyBytes,
  refuseTooMany,
  RequestRefusedError,
} from './readJsonBody';

export interface IngestRoutesOptions {
  readonly context: InsightsContext;
  readonly ingest: IngestService;
  readonly sources: IngestSources;
}

const RETRY_AFTER_SECONDS = 5;

/** The routes producers send to. Each answers 202 after COMMIT with one result for each item. */
export function addIngestRoutes(
  router: express.Router,
  options: IngestRoutesOptions,
): void {
  router.post('/lineage', answering(async (req, res) => {
    const subject = await authorise(req, options.context);
    refuseOtherThan(req, ['application/json']);
    const { source } = await options.sources.choose({
      subject,
      kinds: ['openlineage'],
      named: namedSource(req),
    });
    const body = parseJsonBytes(await readBodyBytes(req, res));
    const events: unknown[] = Array.isArray(body) ? body : [body];
    refuseTooMany(events);
    return options.ingest.ingest(source, events, readOpenLineage);
  }));
}

type Answer = IngestResponse['results'];

function answering(
  handle: (req: express.Request, res: express.Response) => Promise<Answer>,
): express.RequestHandler {
  return async (req, res) => {
    try {
      const results = await handle(req, res);
      res.status(202).json({ results } satisfies IngestResponse);
    } catch (error) {
      if (
        error instanceof TooBusyError ||
        error instanceof ServiceUnavailableError
      ) {
        res.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
      }
      throw error;
    }
  };
}
