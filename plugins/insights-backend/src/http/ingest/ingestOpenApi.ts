import {
  ingestResponseSchema,
  quarantineListSchema,
  quarantineSummarySchema,
  redriveRequestSchema,
  redriveResponseSchema,
  runEventDataSchema,
  runImportRequestSchema,
  usageImportRequestSchema,
  runListSchema,
  runRecordSchema,
  sourceListSchema,
  usageEventDataSchema,
} from '@mli/plugin-insights-common';
import { z } from 'zod';
import { AS_CSV, OpenApiRegistry } from '../openapi';
import { QUARANTINE_QUERY, RUN_QUERY, SOURCES_QUERY } from './sourceRoutes';

export const TAGS = ['ingest'];

/** Only what every event has; the format itself is OpenLineage's. */
const lineageEventSchema = z.looseObject({
  eventType: z
    .enum(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'])
    .optional(),
  eventTime: z.string(),
  producer: z.string(),
  run: z.looseObject({ runId: z.string() }).optional(),
  job: z.looseObject({ namespace: z.string(), name: z.string() }).optional(),
});

const cloudEventSchema = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  time: z.string().optional(),
  data: z.unknown().optional(),
});

const named = z
  .string()
  .optional()
  .describe('one of the sources bound to the caller; needed where several are');

export const REFUSALS = {
  400: { description: 'The body is not JSON, or not what the route takes' },
  401: { description: 'No credentials' },
  403: { description: 'The credential is not bound to that source' },
  408: { description: 'The body did not arrive in time' },
  413: { description: 'Larger than 4 MB, or more than 1,000 items' },
  415: { description: 'Another content type' },
  429: {
    description:
      'Too much is waiting, or this producer sends too much; Retry-After says when to come again',
  },
  503: { description: 'The database is away; nothing was acknowledged' },
};

/** Describes the routes of this folder with the schemas that validate them. */
export function describeIngestRoutes(openApi: OpenApiRegistry): void {
  openApi.register('RunRecord', runRecordSchema);
  openApi.register('RunEventData', runEventDataSchema);
  openApi.register('UsageEventData', usageEventDataSchema);
  const accepted = {
    202: {
      description: 'What became of each item, after COMMIT',
      content: { 'application/json': { schema: ingestResponseSchema } },
    },
    ...REFUSALS,
  };
  openApi.registerPath({
    method: 'post',
    path: '/lineage',
    tags: TAGS,
    summary: 'Take OpenLineage events',
    request: {
      query: z.object({ source: named }),
      body: {
        content: {
          'application/json': {
            schema: z.union([lineageEventSchema, z.array(lineageEventSchema)]),
          },
        },
      },
    },
    responses: accepted,
  });
  openApi.registerPath({
    method: 'post',
    path: '/events',
    tags: TAGS,
    summary:
      'Take CloudEvents (mli.run.<step>.v1 with RunEventData, mli.usage.v1 with UsageEventData, CDEvents) in structured, batch or binary mode',
    request: {
      query: z.object({ source: named }),
      body: {
        content: {
          'application/cloudevents+json': { schema: cloudEventSchema },
          'application/cloudevents-batch+json': {
            schema: z.array(cloudEventSchema),
          },
          'application/json': {
            schema: z
              .looseObject({})
              .describe('a bare CDEvent, or the data of a binary event'),
          },
        },
      },
    },
    responses: accepted,
  });
  openApi.registerPath({
    method: 'post',
    path: '/import/runs',
    tags: TAGS,
    summary: 'Import runs, each as one RunRecord',
    request: {
      body: {
        content: { 'application/json': { schema: runImportRequestSchema } },
      },
    },
    responses: accepted,
  });
  openApi.registerPath({
    method: 'post',
    path: '/import/usage',
    tags: TAGS,
    summary: 'Import uses of offerings, each as one UsageRecord',
    request: {
      body: {
        content: { 'application/json': { schema: usageImportRequestSchema } },
      },
    },
    responses: accepted,
  });
  describeReading(openApi);
}

function describeReading(openApi: OpenApiRegistry): void {
  const answers = (
    description: string,
    schema: z.ZodType,
    others: Partial<typeof AS_CSV> = {},
  ) => ({
    200: {
      description,
      content: { 'application/json': { schema }, ...others },
    },
    400: REFUSALS[400],
    401: REFUSALS[401],
    403: { description: 'Not allowed to see this' },
  });
  openApi.registerPath({
    method: 'get',
    path: '/runs',
    tags: TAGS,
    summary: 'What became of the events of a run',
    request: { query: z.object(RUN_QUERY) },
    responses: answers('The folded runs of that id', runListSchema),
  });
  openApi.registerPath({
    method: 'get',
    path: '/sources',
    tags: TAGS,
    summary: 'Sources and what became of their items',
    request: { query: z.object(SOURCES_QUERY).partial() },
    responses: answers('All sources', sourceListSchema),
  });
  openApi.registerPath({
    method: 'get',
    path: '/quarantine',
    tags: TAGS,
    summary: 'Items kept aside, newest first',
    request: { query: z.object(QUARANTINE_QUERY).partial() },
    responses: answers('A page of items', quarantineListSchema, AS_CSV),
  });
  openApi.registerPath({
    method: 'get',
    path: '/quarantine/summary',
    tags: TAGS,
    summary: 'How many items wait, by source and reason',
    responses: answers('All sources and reasons', quarantineSummarySchema),
  });
  openApi.registerPath({
    method: 'post',
    path: '/quarantine/redrive',
    tags: TAGS,
    summary: 'Read items that wait once more; repeating it changes nothing',
    request: {
      body: {
        content: { 'application/json': { schema: redriveRequestSchema } },
      },
    },
    responses: answers('What became of each item', redriveResponseSchema),
  });
}
