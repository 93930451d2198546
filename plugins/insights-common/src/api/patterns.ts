import { z } from 'zod';
import { printableText } from './printableText';

/** A job whose runs no rule gives to a team, as its producer calls it. */
export const unattributedJobSchema = z.object({
  source: z.string(),
  namespace: z.string(),
  job: z.string().describe('empty where no event has named it'),
  runs: z.int(),
  lastSeenAt: z.iso.datetime().optional(),
  note: z
    .string()
    .optional()
    .describe('what was said and could not be followed'),
});
export type UnattributedJob = z.infer<typeof unattributedJobSchema>;

export const unattributedListSchema = z.object({
  items: z.array(unattributedJobSchema),
  nextCursor: z.string().optional(),
});

const text = (longest: number) =>
  printableText(longest, z.string().trim().min(1));

/** Whose the jobs of a name are, as a person says it: exactly one of `team` and `component`. */
export const patternRequestSchema = z
  .strictObject({
    source: text(63).optional().describe('absent: any source'),
    glob: text(500).describe(
      "anchored, over 'namespace/name'; * stands for any characters",
    ),
    team: text(320).optional(),
    component: text(320).optional(),
    reason: text(1000).optional(),
  })
  .refine(
    request =>
      (request.team === undefined) !== (request.component === undefined),
    { message: 'say either team or component', path: ['team'] },
  )
  .refine(request => request.glob.replaceAll('*', '').length >= 3, {
    message:
      'needs at least three characters that are not *: it would claim what nobody has looked at',
    path: ['glob'],
  });
export type PatternRequest = z.infer<typeof patternRequestSchema>;

export const portalPatternSchema = z.object({
  id: z.string(),
  source: z.string().optional(),
  glob: z.string(),
  team: z.string().optional(),
  component: z.string().optional(),
  reason: z.string(),
  createdBy: z.string().describe('ref of the person'),
  createdAt: z.iso.datetime(),
  undoneBy: z.string().optional(),
  undoneAt: z.iso.datetime().optional(),
});
export type PortalPatternRecord = z.infer<typeof portalPatternSchema>;

export const patternListSchema = z.object({
  items: z.array(portalPatternSchema),
});

/** What a pattern would do to one job. */
export const patternEffectSchema = z.object({
  source: z.string(),
  namespace: z.string(),
  job: z.string(),
  runs: z.int().describe('all runs of the job that match'),
  attributed: z
    .int()
    .describe('of those, runs without a team that get one, with their history'),
  moved: z
    .int()
    .describe('of those, runs whose later ones go elsewhere from now on'),
});
export type PatternEffect = z.infer<typeof patternEffectSchema>;

export const patternPreviewSchema = z.object({
  team: z.string().optional().describe('who gets them'),
  jobs: z.int(),
  runs: z.int(),
  attributed: z.int(),
  moved: z.int(),
  kept: z
    .int()
    .describe('runs that match and stay: a stronger rule decides about them'),
  items: z.array(patternEffectSchema).describe('the jobs with most runs'),
});
export type PatternPreview = z.infer<typeof patternPreviewSchema>;

export const addedPatternSchema = portalPatternSchema.extend({
  applied: z
    .boolean()
    .describe('false: attribution follows within a minute or two'),
});
export type AddedPattern = z.infer<typeof addedPatternSchema>;
