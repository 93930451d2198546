import { z } from 'zod';
import {
  CAUSES,
  CLOSED_BY,
  OUTCOMES,
  RUN_CLASSES,
  SOURCE_KINDS,
  TRIGGERS,
} from '../vocabulary';

const time = z.string().describe('RFC 3339 in UTC with microseconds');

/** A run as it was folded from its events; without its actor. */
export const runStatusSchema = z.object({
  source: z.string(),
  id: z.string(),
  job: z
    .object({
      namespace: z.string(),
      name: z.string(),
      repository: z.string().optional(),
      experiment: z.string().optional(),
    })
    .optional(),
  parentId: z.string().optional(),
  committedAt: time.optional(),
  submittedAt: time.optional(),
  startedAt: time.optional(),
  firstResultAt: time.optional(),
  endedAt: time.optional(),
  heartbeatAt: time.optional(),
  outcome: z.enum(OUTCOMES).optional(),
  cause: z.enum(CAUSES).optional(),
  closedBy: z.enum(CLOSED_BY).optional(),
  trigger: z.enum(TRIGGERS),
  runClass: z.enum(RUN_CLASSES),
  stage: z.string().optional(),
  gpus: z.number().optional(),
  impossible: z
    .string()
    .optional()
    .describe('why no metric uses it, where its times cannot be true'),
  externalIds: z.array(z.string()),
  events: z.int().describe('how many events it was folded from'),
  attribution: z
    .object({
      team: z.string().optional(),
      teamRule: z.string(),
      component: z.string().optional(),
      componentRule: z.string(),
      stage: z.string().optional(),
      stageRule: z.string(),
      offerings: z.array(z.object({ offering: z.string(), rule: z.string() })),
      note: z.string().optional(),
    })
    .optional(),
});
export type RunStatus = z.infer<typeof runStatusSchema>;

export const runListSchema = z.object({ items: z.array(runStatusSchema) });

/** A source and what became of its items, by UTC day. */
export const sourceActivitySchema = z.object({
  name: z.string(),
  kind: z.enum(SOURCE_KINDS),
  historical: z.boolean(),
  subjects: z.array(z.string()).describe('who may write it'),
  firstReceivedAt: z.iso.datetime().optional(),
  lastReceivedAt: z.iso.datetime().optional(),
  counts: z.array(
    z.object({
      day: z.iso.date(),
      status: z.string(),
      reason: z.string().optional(),
      count: z.int(),
    }),
  ),
});
export type SourceActivity = z.infer<typeof sourceActivitySchema>;

export const sourceListSchema = z.object({
  items: z.array(sourceActivitySchema),
});

/** An item that was kept aside, with the reason; its body is read by a re-drive only. */
export const quarantinedItemSchema = z.object({
  id: z.string(),
  source: z.string(),
  eventId: z.string(),
  reason: z.string(),
  detail: z.string(),
  receivedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type QuarantinedItem = z.infer<typeof quarantinedItemSchema>;

export const quarantineListSchema = z.object({
  items: z.array(quarantinedItemSchema),
  nextCursor: z.string().optional(),
});
