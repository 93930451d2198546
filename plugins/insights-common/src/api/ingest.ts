import { z } from 'zod';
import { CAUSES, OUTCOMES, RUN_CLASSES, TRIGGERS } from '../vocabulary';

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

/** One run as a file import states it: everything known, in one record. */
export const runRecordSchema = z.strictObject({
  id: z.string().min(1).max(500),
  namespace: z.string().min(1).max(500),
  job: z.string().min(1).max(500),
  repository: z.string().max(1000).optional(),
  experiment: z.string().max(500).optional(),
  committedAt: time.optional(),
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
  parentId: z.string().max(500).optional(),
  externalIds: z.array(z.string().max(500)).max(20).optional(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** Body of `POST /api/insights/import/runs`. Items are judged one by one. */
export const runImportRequestSchema = z.object({
  source: z.string().min(1).max(63),
  items: z.array(z.unknown()).max(1000),
});
export type RunImportRequest = z.infer<typeof runImportRequestSchema>;
