import { z } from 'zod';
import { runRecordSchema } from './ingest';

/**
 * What a tracker or scheduler says of a run when it is asked. The same run is told again whenever something about it
 * changed: each telling is an event of its own, and the latest counts.
 */
export const pulledRunSchema = runRecordSchema.extend({
  heartbeatAt: z
    .string()
    .optional()
    .describe('the last sign of life of a run that is under way'),
  firstMetricAt: z
    .string()
    .optional()
    .describe(
      'when the first metric was logged; kept with the event, and no first result: it may come after an epoch',
    ),
  tags: z
    .array(z.object({ key: z.string().max(250), value: z.string().max(500) }))
    .max(100)
    .optional()
    .describe('tags of the run, read like those of OpenLineage'),
});
export type PulledRun = z.infer<typeof pulledRunSchema>;

/** How a source that the portal pulls from is doing. */
export const pullStateSchema = z.object({
  running: z.boolean(),
  lastStartedAt: z.iso.datetime().optional(),
  lastSuccessAt: z.iso.datetime().optional(),
  lastErrorAt: z.iso.datetime().optional(),
  lastError: z.string().optional().describe('until the next success'),
  failures: z.int().describe('pulls that failed since the last success'),
  nextTryAt: z.iso
    .datetime()
    .optional()
    .describe('a scheduled pull waits until then after failures'),
  progress: z
    .object({
      batches: z.int(),
      read: z.int(),
      accepted: z.int(),
      duplicate: z.int(),
      quarantined: z.int(),
      rejected: z.int(),
      note: z.string().optional(),
    })
    .describe('of the pull under way, else of the last one'),
});
export type PullState = z.infer<typeof pullStateSchema>;

/** Answer of `POST /api/insights/sources/{name}/pull`. */
export const pullAnswerSchema = z.object({
  name: z.string(),
  outcome: z
    .enum(['done', 'failed', 'running'])
    .describe('running: it goes on; GET /sources shows how far it is'),
  pull: pullStateSchema,
});
export type PullAnswer = z.infer<typeof pullAnswerSchema>;
