import { z } from 'zod';
import { DEFINITION_LIMITS } from './bounds';

export const SCORECARD_API_VERSION = 'mli.internal/v1alpha1';
export const SCORECARD_KIND = 'Scorecard';

const slug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 lower-case letters, digits or hyphens',
  );
const text = z.string().min(1).max(2_000);
const webLink = z
  .string()
  .max(2_000)
  .regex(
    /^(?:https?:\/\/|\/(?![/\\]))\S+$/,
    'must start with https://, http:// or /',
  );

/** A rule of a check; compiled by `compileScorecard`, which reports every fault with its path. */
export const ruleSchema = z
  .record(z.string(), z.unknown())
  .describe(
    'a comparison {fact, operator, value, maxAge?}, or {all: [rule]}, {any: [rule]}, {not: rule}',
  );

/** A filter predicate of @backstage/filter-predicates over an entity. */
export const predicateSchema = z
  .record(z.string(), z.unknown())
  .describe(
    "which entities: a filter predicate, such as {kind: Component, 'spec.type': {$in: [model, dataset]}}",
  );

export const levelDefinitionSchema = z.strictObject({
  name: slug,
  title: text.optional(),
});

export const checkDefinitionSchema = z.strictObject({
  id: slug,
  title: text,
  why: text.optional(),
  description: text.optional(),
  level: z.string().describe('the name of one of the levels'),
  rule: ruleSchema,
  remediation: z
    .strictObject({ text: text.optional(), url: webLink.optional() })
    .optional(),
  owner: text.optional(),
  appliesTo: predicateSchema.optional(),
  appliesWhen: ruleSchema
    .optional()
    .describe('a rule over facts; where it does not hold: not applicable'),
  enableAfter: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], {
      error: 'must be a day such as 2027-01-31, or a time with its offset',
    })
    .optional()
    .describe('shown, but not counted, before this time'),
  exemptable: z.boolean().optional(),
});
export type CheckDefinition = z.infer<typeof checkDefinitionSchema>;

/** `spec` of a Scorecard. */
export const scorecardSpecSchema = z.strictObject({
  owner: text,
  appliesTo: predicateSchema,
  levels: z
    .array(levelDefinitionSchema)
    .min(1)
    .max(DEFINITION_LIMITS.levels)
    .describe('from the first to the highest; a level includes those before'),
  checks: z.array(checkDefinitionSchema).min(1).max(DEFINITION_LIMITS.checks),
});
export type ScorecardSpec = z.infer<typeof scorecardSpecSchema>;

/** A Scorecard as it stands in YAML. */
export const scorecardDefinitionSchema = z.object({
  apiVersion: z.literal(SCORECARD_API_VERSION),
  kind: z.literal(SCORECARD_KIND),
  metadata: z.looseObject({
    name: z.string().min(1).max(63),
    namespace: z.string().min(1).max(63).optional(),
    title: z.string().max(500).optional(),
    description: z.string().max(10_000).optional(),
  }),
  spec: scorecardSpecSchema,
});
export type ScorecardDefinition = z.infer<typeof scorecardDefinitionSchema>;

/** Checks are judged one by one, so that a broken one does not touch the others. */
export const scorecardFrameSchema = scorecardDefinitionSchema.extend({
  spec: scorecardSpecSchema.extend({
    appliesTo: z.unknown(),
    checks: z.array(z.unknown()).min(1).max(DEFINITION_LIMITS.checks),
  }),
});

/** The parts with a language of their own are left to their compilers. */
export const checkFrameSchema = checkDefinitionSchema.extend({
  rule: z.unknown(),
  appliesTo: z.unknown().optional(),
  appliesWhen: z.unknown().optional(),
});
