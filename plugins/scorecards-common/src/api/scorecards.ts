import { z } from 'zod';
import { levelRowSchema, resultRowSchema } from './results';

export const faultSchema = z.object({
  path: z.string().describe('such as spec.checks[2].rule.all[0].operator'),
  message: z.string(),
});

export const scorecardCheckSchema = z.object({
  id: z.string(),
  title: z.string(),
  why: z.string().optional(),
  level: z.string(),
  facts: z.array(z.string()),
  remediation: z
    .object({ text: z.string().optional(), url: z.string().optional() })
    .optional(),
  enableAfter: z.iso.datetime().optional(),
  exemptable: z.boolean(),
  owner: z
    .string()
    .optional()
    .describe(
      'who decides on exemptions, where it is not the owner of the scorecard',
    ),
  rule: z.unknown().optional().describe('as written'),
});
export type ScorecardCheck = z.infer<typeof scorecardCheckSchema>;

/** A definition as it is in the catalog, with what is wrong with it. */
export const scorecardItemSchema = z.object({
  ref: z.string(),
  version: z.int(),
  title: z.string(),
  description: z.string().optional(),
  owner: z.string().optional(),
  levels: z.array(
    z.object({ name: z.string(), title: z.string(), rank: z.int() }),
  ),
  checks: z.array(scorecardCheckSchema),
  faults: z.array(faultSchema),
  notes: z
    .array(faultSchema)
    .describe('no faults, but worth knowing: a fact nobody provides'),
  evaluatedAt: z.iso.datetime().optional(),
});
export type ScorecardItem = z.infer<typeof scorecardItemSchema>;

export const scorecardListSchema = z.object({
  items: z.array(scorecardItemSchema),
});
export type ScorecardList = z.infer<typeof scorecardListSchema>;

export const MAX_DRY_RUN_ENTITIES = 500;

export const dryRunRequestSchema = z.strictObject({
  definition: z
    .unknown()
    .describe('a Scorecard entity, as it would stand in YAML'),
  entities: z
    .array(z.string().min(1).max(400))
    .min(1)
    .max(MAX_DRY_RUN_ENTITIES)
    .optional()
    .describe('refs; without it, up to the limit of those it applies to'),
});
export type DryRunRequest = z.infer<typeof dryRunRequestSchema>;

export const dryRunResponseSchema = z.object({
  scorecard: z.string(),
  faults: z.array(faultSchema),
  notes: z.array(faultSchema),
  items: z.array(resultRowSchema),
  levels: z.array(levelRowSchema),
  notFound: z
    .array(z.string())
    .describe('entities that do not exist, or that the caller may not see'),
  notApplicable: z
    .array(z.string())
    .describe('entities the scorecard does not apply to'),
  truncated: z.boolean().describe('it applies to more entities than the limit'),
});
export type DryRunResponse = z.infer<typeof dryRunResponseSchema>;
