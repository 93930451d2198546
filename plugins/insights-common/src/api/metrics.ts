import { z } from 'zod';
import { PEOPLE_BANDS } from '../vocabulary';

/** Why an answer has, or has not, a number. `hidden` carries no number at all. */
export const METRIC_STATUSES = [
  'ok',
  'not-enough-data',
  'hidden',
  'too-little-seen',
  'not-available',
] as const;

/** Windows that may be asked for; `from`/`to` must name one of them. */
export const METRIC_WINDOWS = ['4w', '12w', '52w', 'all'] as const;
export const METRIC_GROUPINGS = ['team', 'stage', 'offering', 'week'] as const;

const guard = z
  .object({ status: z.enum(METRIC_STATUSES), value: z.number().optional() })
  .describe('a ratio, or why there is none');

export const metricAnswerSchema = z.object({
  metric: z.string(),
  definition: z.object({
    version: z.int(),
    title: z.string(),
    formula: z.string(),
    class: z.enum(['S', 'P']),
    anchor: z.string(),
  }),
  unit: z.enum(['seconds', 'ratio', 'hours', 'count']),
  group: z.object({
    team: z.string().optional(),
    stage: z.string().optional(),
    offering: z.string().optional(),
    source: z.string().optional(),
    component: z.string().optional(),
    week: z.string().optional().describe('Monday of the ISO week, YYYY-MM-DD'),
  }),
  scope: z
    .enum(['direct', 'subtree'])
    .describe('whether the teams below a unit are included'),
  window: z.object({
    name: z.string().optional(),
    from: z.iso.date(),
    to: z.iso.date().describe('exclusive'),
  }),
  status: z.enum(METRIC_STATUSES),
  reason: z
    .string()
    .optional()
    .describe('a sentence, whenever status is not ok'),
  n: z.int().optional(),
  people: z.enum(PEOPLE_BANDS).optional(),
  coverage: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      'share of the runs the metric is about whose source said what it needs; of the company also the share attributed to a team',
    ),
  neverStarted: z.int().optional(),
  censored: z
    .object({ p50: z.number().optional(), p90: z.number().optional() })
    .optional()
    .describe(
      'Kaplan-Meier quantiles with the never-started as censored, when they exceed 5 %',
    ),
  value: z.number().optional(),
  numerator: z.number().optional(),
  denominator: z.number().optional(),
  p50: z.number().optional(),
  p75: z.number().optional(),
  p90: z.number().optional(),
  p95: z.number().optional(),
  p99: z.number().optional(),
  mean: z.number().optional(),
  winsorisedMean: z
    .number()
    .optional()
    .describe(
      'mean with values beyond p1 and p99 set to them; n of 100 or more',
    ),
  causes: z
    .object({ user: z.number(), system: z.number(), unknown: z.number() })
    .optional()
    .describe('shares of the failed runs'),
  parts: z
    .record(z.string(), z.number())
    .optional()
    .describe('what a quantity is made of, and what stands beside it'),
  guards: z
    .object({ failedRatio: guard, reachingEvaluation: guard })
    .optional()
    .describe(
      'said with every speed number, of the same node and window: runs that failed, iterations that reach evaluation',
    ),
  zeroShare: z.number().min(0).max(1).optional(),
  computedAt: z.iso.datetime().optional(),
});
export type MetricAnswer = z.infer<typeof metricAnswerSchema>;
export type MetricStatus = (typeof METRIC_STATUSES)[number];
export type MetricWindow = (typeof METRIC_WINDOWS)[number];
export type MetricGrouping = (typeof METRIC_GROUPINGS)[number];
