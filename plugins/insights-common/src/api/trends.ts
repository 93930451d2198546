import { z } from 'zod';
import { metricAnswerSchema } from './metrics';

export const CHANGE_STATUSES = [
  'ok',
  'not-enough-data',
  'hidden',
  'not-available',
] as const;

const spanSchema = z
  .object({ from: z.iso.date(), to: z.iso.date() })
  .describe('to is the day after the last one');

const shareSchema = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .describe('later by earlier, less 1, with its 95 % interval: -0.12 is less');

export const metricChangeSchema = z.object({
  metric: z.string(),
  team: z.string().optional(),
  status: z.enum(CHANGE_STATUSES),
  reason: z
    .string()
    .optional()
    .describe('a sentence, whenever status is not ok'),
  later: spanSchema,
  earlier: spanSchema,
  isSaid: z
    .boolean()
    .optional()
    .describe(
      'whether the interval leaves no change out; else it is about the same',
    ),
  speed: shareSchema
    .optional()
    .describe('at the earlier mix of stage, run class and trigger'),
  mix: z
    .number()
    .optional()
    .describe('what the change of that mix alone did to the mean'),
  sentence: z.string().optional(),
  mixSentence: z
    .string()
    .optional()
    .describe('only where the mix did at least 5 %'),
});
export type MetricChange = z.infer<typeof metricChangeSchema>;

export const histogramSchema = z.object({
  window: spanSchema,
  bins: z.array(
    z.object({
      from: z.number().describe('seconds; 0 for nothing at all'),
      to: z.number(),
      share: z.number().min(0).max(1).describe('in whole percent'),
    }),
  ),
});
export type MetricHistogram = z.infer<typeof histogramSchema>;

export const metricTrendSchema = z.object({
  metric: z.string(),
  team: z.string().optional(),
  blocks: z
    .array(metricAnswerSchema)
    .describe('4-week blocks of the last 52 weeks, oldest first'),
  histogram: histogramSchema
    .optional()
    .describe(
      'of the last closed 12 weeks; only of durations that may be shown',
    ),
  adoptions: z
    .array(
      z.object({
        offering: z.string(),
        date: z.iso.date().describe('Monday of the first week'),
        disputed: z.boolean(),
      }),
    )
    .describe('of the unit itself, in these weeks'),
  change: metricChangeSchema,
});
export type MetricTrend = z.infer<typeof metricTrendSchema>;
