import { z } from 'zod';

/** A value or the reason why there is none; missing and hidden are states, never a zero. */
export const insightsFactSchema = z.object({
  id: z.string().describe('one of INSIGHTS_FACTS'),
  entity: z.string().describe('full entity ref'),
  value: z.number().optional(),
  state: z.enum(['ok', 'hidden', 'not-enough-data']),
  observedAt: z.iso.datetime(),
});
export type InsightsFact = z.infer<typeof insightsFactSchema>;

/**
 * `nextCursor` is always there: it says up to where the caller has read. While nothing changed, asking with it
 * answers no items; after a change it answers all current facts again, so a reader may overwrite.
 */
export const insightsFactsResponseSchema = z.object({
  items: z.array(insightsFactSchema),
  nextCursor: z.string(),
  more: z.boolean().describe('whether another page is ready now'),
});
export type InsightsFactsResponse = z.infer<typeof insightsFactsResponseSchema>;
