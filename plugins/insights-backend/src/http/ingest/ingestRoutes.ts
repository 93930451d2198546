import { BackstagePrincipalTypes } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  IngestResponse,
  insightsIngestPermission,
  runImportRequestSchema,
  usageImportRequestSchema,
} from '@mli/plugin-insights-common';
import { requirePermission } from '@mli/plugin-ml-platform-node';
import express from 'express';
import { InsightsContext } from '../../context';
import { ItemFormatName } from '../../core/ingest/item';
import { IngestService } from '../../service/ingest/IngestService';
import {
  ChosenSource,
  IngestSources,
} from '../../service/ingest/IngestSources';
import { toUsageEvent } from '../../core/ingest/cloudevents/toUsageEvent';
import { itemFormat } from '../../service/ingest/itemFormats';
import { ProducerLimits } from '../../service/ingest/ProducerLimits';
import { isObject } from '../../core/ingest/objects';
import { readEventsRequest } from './readEventsRequest';
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

type Results = IngestResponse['results'];

/** The routes producers send to. Each answers 202 after COMMIT with one result for each item. */
export function addIngestRoutes(
  router: express.Router,
  options: IngestRoutesOptions,
): void {
  const { context, ingest, sources } = options;
  const limits = new ProducerLimits(context.config.rateLimit);

  async function authorise(req: express.Request): Promise<string> {
    const subject = await authoriseProducer(req, context);
    await limits.takeRequest(subject);
    return subject;
  }

  async function take(
    format: ItemFormatName,
    chosen: ChosenSource,
    subject: string,
    items: readonly unknown[],
  ): Promise<Results> {
    await limits.takeEvents(subject, items.length);
    return await ingest.ingest(
      chosen.source,
      items,
      itemFormat(format, chosen, context.attributor),
    );
  }

  router.post(
    '/lineage',
    answering(async (req, res) => {
      const subject = await authorise(req);
      refuseMediaTypesExcept(req, ['application/json']);
      const { source } = await sources.choose({
        subject,
        kinds: ['openlineage'],
        named: namedSource(req),
      });
      const body = parseJsonBytes(await readBodyBytes(req, res));
      const events: unknown[] = Array.isArray(body) ? body : [body];
      refuseTooMany(events);
      return take('openlineage', { source }, subject, events);
    }),
  );

  router.post(
    '/events',
    answering(async (req, res) => {
      const subject = await authorise(req);
      const chosen = await sources.choose({
        subject,
        kinds: ['cloudevents', 'cdevents'],
        named: namedSource(req),
      });
      const events = await readEventsRequest(req, res);
      refuseTooMany(events);
      return take('cloudevents', chosen, subject, events);
    }),
  );

  router.post(
    '/import/runs',
    answering(async (req, res) => {
      const subject = await authorise(req);
      refuseMediaTypesExcept(req, ['application/json']);
      const body = parseJsonBytes(await readBodyBytes(req, res));
      if (isObject(body) && Array.isArray(body.items)) {
        refuseTooMany(body.items);
      }
      const request = runImportRequestSchema.safeParse(body);
      if (!request.success) {
        throw new InputError(
          'The body must be {"source": "<name>", "items": [<run records>]}.',
        );
      }
      const source = await sources.chooseForImport(
        subject,
        request.data.source,
      );
      return take('run-record', { source }, subject, request.data.items);
    }),
  );

  router.post(
    '/import/usage',
    answering(async (req, res) => {
      const subject = await authorise(req);
      refuseMediaTypesExcept(req, ['application/json']);
      const body = parseJsonBytes(await readBodyBytes(req, res));
      if (isObject(body) && Array.isArray(body.items)) {
        refuseTooMany(body.items);
      }
      const request = usageImportRequestSchema.safeParse(body);
      if (!request.success) {
        throw new InputError(
          'The body must be {"source": "<name>", "items": [<usage records>]}.',
        );
      }
      const source = await sources.chooseForImport(
        subject,
        request.data.source,
      );
      const events = request.data.items.map(toUsageEvent);
      return take('cloudevents', { source }, subject, events);
    }),
  );
}

/**
 * Who sends, after it was found to be a service that may ingest at all.
 *
 * People do not send events: a session in a browser is no producer.
 */
async function authoriseProducer(
  req: express.Request,
  context: InsightsContext,
): Promise<string> {
  const credentials = await context.httpAuth.credentials(req, {
    allow: ['service'] satisfies (keyof BackstagePrincipalTypes)[],
  });
  await requirePermission(
    context.permissions,
    credentials,
    insightsIngestPermission,
    'Producers hold it: tokens of backend.auth.externalAccess with access restrictions that name it.',
  );
  return credentials.principal.subject;
}

function answering(
  handle: (req: express.Request, res: express.Response) => Promise<Results>,
): express.RequestHandler {
  return async (req, res) => {
    const results = await handle(req, res);
    // Not `json`: it would hash the answer into an ETag that nobody asks with.
    res
      .status(202)
      .type('application/json')
      .end(JSON.stringify({ results } satisfies IngestResponse));
  };
}

function refuseMediaTypesExcept(
  req: express.Request,
  allowed: readonly string[],
): void {
  if (!allowed.includes(mediaTypeOf(req))) {
    throw new RequestRefusedError(
      415,
      `This route takes ${allowed.join(' or ')}.`,
    );
  }
}

function namedSource(req: express.Request): string | undefined {
  const { source } = req.query;
  if (source !== undefined && typeof source !== 'string') {
    throw new InputError('The parameter source may be given only once.');
  }
  return source;
}
