import { BackstagePrincipalTypes } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  IngestResponse,
  insightsIngestPermission,
  runImportRequestSchema,
} from '@mli/plugin-insights-common';
import { requirePermission } from '@mli/plugin-ml-platform-node';
import express from 'express';
import { InsightsContext } from '../../context';
import { compileGlob } from '../../core/attribution/glob';
import { createCloudEventReader } from '../../core/ingest/cloudevents/readCloudEvent';
import { readOpenLineage } from '../../core/ingest/openlineage/readOpenLineage';
import { readRunRecord } from '../../core/ingest/readRunRecord';
import { IngestService } from '../../service/ingest/IngestService';
import { IngestSources } from '../../service/ingest/IngestSources';
import { isObject } from '../../core/ingest/objects';
import { Source } from '../../store/DatabaseSourceStore';
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

  router.post(
    '/lineage',
    answering(async (req, res) => {
      const subject = await authorise(req, context);
      refuseMediaTypesExcept(req, ['application/json']);
      const { source } = await sources.choose({
        subject,
        kinds: ['openlineage'],
        named: namedSource(req),
      });
      const body = parseJsonBytes(await readBodyBytes(req, res));
      const events: unknown[] = Array.isArray(body) ? body : [body];
      refuseTooMany(events);
      return ingest.ingest(source, events, readOpenLineage);
    }),
  );

  router.post(
    '/events',
    answering(async (req, res) => {
      const subject = await authorise(req, context);
      const { source, cloudEventSources } = await sources.choose({
        subject,
        kinds: ['cloudevents', 'cdevents'],
        named: namedSource(req),
      });
      const events = await readEventsRequest(req, res);
      refuseTooMany(events);
      return ingest.ingest(
        source,
        events,
        createCloudEventReader({
          allowsSource: allowedBy(cloudEventSources),
          claimsType: type => isClaimed(type, source, context),
        }),
      );
    }),
  );

  router.post(
    '/import/runs',
    answering(async (req, res) => {
      const subject = await authorise(req, context);
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
      return ingest.ingest(source, request.data.items, readRunRecord);
    }),
  );
}

function allowedBy(
  patterns: readonly string[] | undefined,
): (cloudEventSource: string) => boolean {
  const globs = patterns?.map(compileGlob);
  return source => globs?.some(glob => glob.matches(source)) ?? true;
}

function isClaimed(
  type: string,
  source: Source,
  context: InsightsContext,
): boolean {
  const [decision] = context.attributor.decide([
    {
      sourceName: source.name,
      sourceKind: source.kind,
      namespace: '',
      name: '',
      repository: '',
      experiment: '',
      saidTeam: '',
      saidComponent: '',
      saidOfferings: [],
      eventTypes: [type],
    },
  ]);
  return (decision?.offerings.length ?? 0) > 0;
}

/**
 * Who sends, after it was found to be a service that may ingest at all.
 *
 * People do not send events: a session in a browser is no producer.
 */
async function authorise(
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
    res.status(202).json({ results } satisfies IngestResponse);
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
