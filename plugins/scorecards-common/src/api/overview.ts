import { z } from 'zod';
import { CHECK_STATES } from '../evaluation/states';
import { factValueSchema } from './results';

const count = z.int().min(0);

/** How many entities stand on each level, below a unit of the organisation. */
export const distributionRowSchema = z.object({
  scorecard: z.string(),
  unit: z.string().describe("full ref of a Group; '' for entities of no group"),
  title: z.string(),
  type: z.string().optional().describe('spec.type of the Group'),
  parent: z.string().optional(),
  counts: z
    .array(count)
    .describe('by rank: the first is below the first level'),
});
export type DistributionRow = z.infer<typeof distributionRowSchema>;
export const distributionListSchema = z.object({
  items: z.array(distributionRowSchema),
});
export type DistributionList = z.infer<typeof distributionListSchema>;

/** Levels at the end of one day, by the owning teams of that day. */
export const trendRowSchema = z.object({
  scorecard: z.string(),
  day: z.iso.date(),
  counts: z.array(count),
});
export type TrendRow = z.infer<typeof trendRowSchema>;
export const trendListSchema = z.object({ items: z.array(trendRowSchema) });
export type TrendList = z.infer<typeof trendListSchema>;

/** All results of one check. */
export const checkSummarySchema = z.object({
  scorecard: z.string(),
  check: z.string(),
  counts: z.record(z.enum(CHECK_STATES), count),
  overExempted: z
    .boolean()
    .describe(
      'so many are exempt that the check, not the entities, should be looked at',
    ),
});
export type CheckSummary = z.infer<typeof checkSummarySchema>;
export const checkSummaryListSchema = z.object({
  items: z.array(checkSummarySchema),
});
export type CheckSummaryList = z.infer<typeof checkSummaryListSchema>;

/** One state of one check of one entity, and how long it held. */
export const historyRowSchema = z.object({
  entity: z.string(),
  scorecard: z.string(),
  check: z.string(),
  version: z.int(),
  state: z.enum(CHECK_STATES),
  reason: z.string().describe('the last of this span'),
  team: z.string().optional().describe('the owning team of the time'),
  from: z.iso.datetime(),
  to: z.iso.datetime().optional().describe('absent: it holds now'),
  fact: z.string().optional().describe('the fact that decided'),
  value: factValueSchema.optional().describe('of the fact, the last seen'),
  unit: z.string().optional(),
  values: z
    .array(
      z.object({
        at: z.iso.datetime().describe('when it was observed'),
        value: factValueSchema.optional().describe('absent: known to be none'),
      }),
    )
    .describe(
      'values of the fact from the one the span began with to its end, the latest first, at most 20',
    ),
});
export type HistoryRow = z.infer<typeof historyRowSchema>;
export const historyListSchema = z.object({
  items: z.array(historyRowSchema),
  nextCursor: z.string().optional(),
});
export type HistoryList = z.infer<typeof historyListSchema>;

/** From this share of entities on, and this number, exemptions are a fault of the check. */
export const OVER_EXEMPTED = { share: 0.2, entities: 3 } as const;
