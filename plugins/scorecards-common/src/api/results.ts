import { z } from 'zod';
import { CHECK_STATES } from '../evaluation/states';

export const factValueSchema = z.union([
  z.number(),
  z.boolean(),
  z.string(),
  z.array(z.string()),
]);

/** The state of one check for one entity. */
export const resultRowSchema = z.object({
  entity: z.string().describe('full entity ref'),
  scorecard: z.string().describe('full entity ref'),
  version: z.int().describe('of the rules of the scorecard'),
  check: z.string(),
  state: z.enum(CHECK_STATES),
  value: factValueSchema.optional().describe('of the fact that decided'),
  unit: z.string().optional(),
  fact: z.string().optional().describe('the fact that decided'),
  source: z.string().optional().describe('who reported the fact'),
  observedAt: z.iso.datetime().optional(),
  evaluatedAt: z.iso.datetime(),
  since: z.iso.datetime().describe('when the result became what it is'),
  team: z.string().optional().describe('the owning team'),
  counted: z
    .boolean()
    .describe('false before the check is enabled: it is in no level'),
  reason: z.string(),
});
export type ResultRow = z.infer<typeof resultRowSchema>;

export const resultListSchema = z.object({
  items: z.array(resultRowSchema),
  nextCursor: z.string().optional(),
});
export type ResultList = z.infer<typeof resultListSchema>;

const count = z.int().min(0);

/** Where one entity stands on the levels of one scorecard. */
export const levelRowSchema = z.object({
  entity: z.string(),
  scorecard: z.string(),
  version: z.int(),
  level: z
    .object({
      name: z.string(),
      title: z.string(),
      rank: z.int().min(1),
      of: z.int().min(1).describe('how many levels there are'),
    })
    .optional()
    .describe('absent below the first level'),
  next: z
    .object({
      name: z.string(),
      title: z.string(),
      missing: z.array(z.string()).describe('checks that stand between'),
    })
    .optional()
    .describe('absent at the highest level'),
  counts: z.object({
    pass: count,
    fail: count,
    exempt: count,
    'not-applicable': count,
    'no-data': count,
    stale: count,
    error: count,
  }),
  team: z.string().optional(),
  since: z.iso.datetime(),
  evaluatedAt: z.iso.datetime(),
});
export type LevelRow = z.infer<typeof levelRowSchema>;

export const levelListSchema = z.object({
  items: z.array(levelRowSchema),
  nextCursor: z.string().optional(),
});
export type LevelList = z.infer<typeof levelListSchema>;
