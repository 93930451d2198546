import { z } from 'zod';
import {
  CAUSES,
  MOST_ATTEMPTS,
  OUTCOMES,
  RUN_CLASSES,
  TRIGGERS,
} from '../vocabulary';

/** What became of one item of a request. */
export const ingestResultSchema = z.object({
  id: z.string().describe('the id of the item, or its index in the request'),
  status: z.enum(['accepted', 'duplicate', 'quarantined', 'rejected']),
  reason: z.string().optional(),
  notes: z.array(z.string()).optional(),
});
export type IngestResult = z.infer<typeof ingestResultSchema>;

export const ingestResponseSchema = z.object({
  results: z.array(ingestResultSchema),
});
export type IngestResponse = z.infer<typeof ingestResponseSchema>;

const time = z
  .string()
  .describe('RFC 3339; no zone means UTC; microseconds are kept');

/** A dataset as OpenLineage names it. */
export const datasetNameSchema = z.strictObject({
  namespace: z.string().min(1).max(2000),
  name: z.string().min(1).max(2000),
});

/** One run as a file import states it: everything known, in one record. */
export const runRecordSchema = z.strictObject({
  id: z.string().min(1).max(500),
  namespace: z.string().min(1).max(500),
  job: z.string().min(1).max(500),
  repository: z.string().max(1000).optional(),
  experiment: z.string().max(500).optional(),
  committedAt: time
    .optional()
    .describe('of the commit it was made from; not where files were changed'),
  commit: z
    .string()
    .max(200)
    .optional()
    .describe('the commit it was made from; not where files were changed'),
  parameters: z
    .string()
    .max(500)
    .optional()
    .describe(
      'equal where the parameters are equal, such as a hash of them: runs of one commit with the same parameters are one iteration',
    ),
  submittedAt: time.optional(),
  startedAt: time.optional(),
  firstResultAt: time.optional(),
  endedAt: time.optional(),
  outcome: z.enum(OUTCOMES).optional(),
  cause: z.enum(CAUSES).optional(),
  trigger: z.enum(TRIGGERS).optional(),
  runClass: z.enum(RUN_CLASSES).optional(),
  stage: z.string().max(63).optional(),
  actor: z.string().max(320).optional(),
  team: z.string().max(320).optional(),
  component: z.string().max(320).optional(),
  offerings: z.array(z.string().max(320)).max(20).optional(),
  gpus: z.number().min(0).max(1_000_000).optional(),
  timeLimitSeconds: z
    .int()
    .min(0)
    .max(1e9)
    .optional()
    .describe('what was asked for at submission'),
  attempt: z
    .int()
    .min(1)
    .max(MOST_ATTEMPTS)
    .optional()
    .describe(
      'which attempt submission, start, end and outcome are of; absent means the first',
    ),
  parentId: z.string().max(500).optional(),
  externalIds: z
    .array(z.string().max(500))
    .max(20)
    .optional()
    .describe(
      'how other systems call the same run: mlflow:<id>, openlineage:<id>, slurm:<id>; rows that share one are one run',
    ),
  inputs: z
    .array(datasetNameSchema)
    .max(1000)
    .optional()
    .describe('datasets it read'),
  outputs: z
    .array(datasetNameSchema)
    .max(1000)
    .optional()
    .describe('datasets it wrote'),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** Body of `POST /api/insights/import/runs`. Items are judged one by one. */
export const runImportRequestSchema = z.object({
  source: z.string().min(1).max(63),
  items: z.array(z.unknown()).max(1000),
});
export type RunImportRequest = z.infer<typeof runImportRequestSchema>;
