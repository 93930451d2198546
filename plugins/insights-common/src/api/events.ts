import { z } from 'zod';
import { runRecordSchema } from './ingest';

const run = runRecordSchema.shape;

/** The types of `mli.run.<step>.v1`, in the order of a run's timeline. */
export const RUN_EVENT_STEPS = [
  'submitted',
  'started',
  'first-result',
  'heartbeat',
  'ended',
] as const;
export type RunEventStep = (typeof RUN_EVENT_STEPS)[number];

/**
 * `data` of the CloudEvents `mli.run.<step>.v1`. The time of the step is the attribute `time`. Each field may come
 * with any event of the run; the latest event that has it counts.
 */
export const runEventDataSchema = z.strictObject({
  runId: run.id,
  namespace: run.namespace,
  job: run.job,
  repository: run.repository,
  experiment: run.experiment,
  committedAt: run.committedAt,
  commit: run.commit,
  parameters: run.parameters,
  outcome: run.outcome.describe('with mli.run.ended.v1'),
  cause: run.cause,
  trigger: run.trigger,
  runClass: run.runClass,
  stage: run.stage,
  actor: run.actor,
  team: run.team,
  component: run.component,
  offerings: run.offerings,
  gpus: run.gpus,
  timeLimitSeconds: run.timeLimitSeconds,
  attempt: run.attempt,
  parentId: run.parentId,
  externalIds: run.externalIds,
  inputs: run.inputs,
  outputs: run.outputs,
});
export type RunEventData = z.infer<typeof runEventDataSchema>;

/** `data` of the CloudEvent `mli.usage.v1`: one use of an offering that is not a run. */
export const usageEventDataSchema = z
  .strictObject({
    offering: z.string().min(1).max(320).optional(),
    key: z
      .string()
      .min(1)
      .max(320)
      .optional()
      .describe('what an offering recognises by a telemetry matcher'),
    actor: z.string().max(320).optional(),
    team: z.string().max(320).optional(),
    component: z.string().max(320).optional(),
    quantity: z.number().min(0).max(1e15).optional(),
  })
  .refine(data => data.offering !== undefined || data.key !== undefined, {
    message: 'offering or key is needed',
    path: ['offering'],
  });
export type UsageEventData = z.infer<typeof usageEventDataSchema>;

/** One use of an offering as a file import states it: the data of `mli.usage.v1`, with an id and a time. */
export const usageRecordSchema = z
  .strictObject({
    id: z.string().min(1).max(500),
    at: z.string().describe('RFC 3339; no zone means UTC'),
    ...usageEventDataSchema.shape,
  })
  .refine(data => data.offering !== undefined || data.key !== undefined, {
    message: 'offering or key is needed',
    path: ['offering'],
  });
export type UsageRecord = z.infer<typeof usageRecordSchema>;

/** Body of `POST /api/insights/import/usage`. Items are judged one by one. */
export const usageImportRequestSchema = z.object({
  source: z.string().min(1).max(63),
  items: z.array(z.unknown()).max(1000),
});
export type UsageImportRequest = z.infer<typeof usageImportRequestSchema>;
