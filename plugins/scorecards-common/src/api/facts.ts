import { z } from 'zod';
import { FACT_TYPES, FACT_VISIBILITIES } from '../facts/FactSchema';

export const MAX_PUSHED_FACTS = 1_000;

/** One fact about one entity, as somebody outside reports it. */
export const pushedFactSchema = z.strictObject({
  entity: z.string().min(1).max(400).describe('entity ref with its kind'),
  fact: z.string().min(1).max(200),
  value: z
    .unknown()
    .describe(
      'a number, true, false, a text or a list of texts; null: there is none',
    ),
  type: z
    .enum(FACT_TYPES)
    .optional()
    .describe('needed for a time; else the value says it'),
  unit: z.string().min(1).max(40).optional(),
  observedAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('when it was true; default now'),
});
export type PushedFact = z.infer<typeof pushedFactSchema>;

/** Body of `POST /facts`. Items are judged one by one. */
export const factPushRequestSchema = z.strictObject({
  items: z.array(z.unknown()).min(1).max(MAX_PUSHED_FACTS),
});

export const FACT_PUSH_STATUSES = [
  'accepted',
  'unchanged',
  'superseded',
  'rejected',
] as const;

export const factPushResultSchema = z.object({
  index: z.int().describe('of the item in the request'),
  entity: z.string().optional(),
  fact: z.string().optional(),
  status: z
    .enum(FACT_PUSH_STATUSES)
    .describe(
      'accepted: stored; unchanged: known already; superseded: kept in the history, a newer value stands',
    ),
  reason: z.string().optional(),
});
export type FactPushResult = z.infer<typeof factPushResultSchema>;

export const factPushResponseSchema = z.object({
  results: z.array(factPushResultSchema),
});
export type FactPushResponse = z.infer<typeof factPushResponseSchema>;

/** What facts there are, for those who write definitions. */
export const factSchemaItemSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  type: z.enum(FACT_TYPES),
  unit: z.string().optional(),
  kinds: z.array(z.string()),
  freshnessSeconds: z.number().optional(),
  visibility: z.enum(FACT_VISIBILITIES),
});
export const factSchemaListSchema = z.object({
  items: z.array(factSchemaItemSchema),
});
export type FactSchemaList = z.infer<typeof factSchemaListSchema>;

/** The latest value of one fact, as whoever sees the entity may read it. */
export const factValueRowSchema = z.object({
  entity: z.string(),
  fact: z.string(),
  state: z.enum(['ok', 'absent', 'no-data']),
  value: z
    .union([z.number(), z.boolean(), z.string(), z.array(z.string())])
    .optional()
    .describe('where state is ok'),
  unit: z.string().optional(),
  observedAt: z.iso.datetime(),
  source: z.string().describe('who reported it'),
  reason: z.string().optional(),
});
export type FactValueRow = z.infer<typeof factValueRowSchema>;

export const factValueListSchema = z.object({
  items: z.array(factValueRowSchema),
});
export type FactValueList = z.infer<typeof factValueListSchema>;
