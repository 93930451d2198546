import { z } from 'zod';
import { faultSchema } from './scorecards';

export const MAX_REPLAY_WEEKS = 12;

export const replayRequestSchema = z.strictObject({
  definition: z
    .unknown()
    .optional()
    .describe('a Scorecard, as it would stand in YAML'),
  scorecard: z
    .string()
    .max(400)
    .optional()
    .describe('or the ref of one that exists'),
  weeks: z.int().min(1).max(MAX_REPLAY_WEEKS).default(8),
});
export type ReplayRequest = z.infer<typeof replayRequestSchema>;

const rank = z.int().min(0);

export const replayResponseSchema = z.object({
  scorecard: z.string(),
  notes: z.array(faultSchema),
  levels: z.array(z.object({ name: z.string(), title: z.string(), rank })),
  entities: z.int().describe('it applies to, and the caller may see'),
  trend: z
    .array(z.object({ at: z.iso.datetime(), counts: z.array(z.int().min(0)) }))
    .describe(
      'levels by rank, as they would have been, week by week from the first in which any of its facts was known',
    ),
  changes: z
    .array(
      z.object({
        entity: z.string(),
        from: rank.optional().describe('rank today; absent: not evaluated'),
        to: rank,
        missing: z.array(z.string()),
      }),
    )
    .describe('entities whose level would be another today'),
});
export type ReplayResponse = z.infer<typeof replayResponseSchema>;
