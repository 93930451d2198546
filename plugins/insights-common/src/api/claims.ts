import { z } from 'zod';

const time = z.iso.datetime();

/** A job by its `namespace/name`, with how many runs it has. */
export const claimableJobSchema = z.object({
  name: z.string(),
  runs: z.number().int(),
});

/** Jobs that look like one thing of the team, under a pattern that matches them and nobody else's. */
export const claimSchema = z.object({
  pattern: z.string(),
  jobs: z.number().int(),
  runs: z.number().int(),
  lastRunAt: time.optional(),
  examples: z.array(claimableJobSchema),
  repositories: z.array(z.string()),
  experiments: z.array(z.string()),
  stages: z.array(z.string()),
});
export type Claim = z.infer<typeof claimSchema>;

export const claimsResponseSchema = z.object({
  team: z.string(),
  items: z.array(claimSchema),
});
export type ClaimsResponse = z.infer<typeof claimsResponseSchema>;

/** What a set of patterns matches among the jobs the team may see: its own, and those nobody owns. */
export const jobMatchesSchema = z.object({
  patterns: z.array(
    z.object({
      field: z.enum(['job', 'repository', 'experiment']),
      pattern: z.string(),
      jobs: z.number().int(),
      runs: z.number().int(),
    }),
  ),
  jobs: z.number().int(),
  runs: z.number().int(),
  examples: z.array(claimableJobSchema),
  elsewhere: z
    .number()
    .int()
    .describe('Matching jobs that belong to components or teams already'),
});
export type JobMatches = z.infer<typeof jobMatchesSchema>;
