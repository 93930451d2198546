import { z } from 'zod';
import { PEOPLE_BANDS } from '../vocabulary';

export const OBSERVED_STATES = [
  'unknown',
  'none',
  'trial',
  'adopted',
  'declining',
  'lapsed',
  'not-applicable',
  'hidden',
] as const;
export const DECLARED_STATES = [
  'none',
  'evaluating',
  'adopted',
  'declined',
] as const;
export const ADOPTION_STATUSES = [
  'not-started',
  'seen-not-declared',
  'churned',
  'cannot-tell',
  'planned',
  'onboarding',
  'stalled',
  'in-use',
  'declared-not-seen',
  'declined',
  'not-applicable',
] as const;

export const adoptionRowSchema = z.object({
  team: z.string(),
  offering: z.string(),
  eligible: z.boolean(),
  observed: z.enum(OBSERVED_STATES),
  declared: z.enum(DECLARED_STATES),
  status: z.enum(ADOPTION_STATUSES),
  adoptionDate: z.iso.date().optional(),
  spell: z.int().optional().describe('2 after it had lapsed once, ...'),
  disputed: z
    .boolean()
    .optional()
    .describe('what came in later contradicts the adoption date'),
  lanes: z
    .object({ people: z.boolean(), production: z.boolean() })
    .optional()
    .describe(
      'who uses it: members of the team, scheduled runs of its components',
    ),
  notRelevant: z
    .enum(['claimed', 'confirmed', 'refused'])
    .optional()
    .describe(
      'the team says it is not relevant to it, and what the provider says to that',
    ),
  activeMembers: z
    .union([z.enum(PEOPLE_BANDS), z.literal('0'), z.literal('hidden')])
    .optional(),
  share: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('active members / size in the window'),
  inside: z
    .object({
      unit: z.string(),
      teams: z.int().describe('how many small teams are looked at together'),
      observed: z.enum(OBSERVED_STATES),
      sentence: z.string(),
    })
    .optional()
    .describe(
      'of a hidden team: what is seen of the small teams of a unit above it together, where they have at least 5 people',
    ),
  evidence: z.object({
    sentence: z.string(),
    firstSeen: z.iso.date().optional(),
    lastSeen: z.iso.date().optional(),
    runs: z.int().optional(),
    rule: z.string().optional(),
    unknownCause: z.string().optional(),
    declaredBy: z.enum(['catalog', 'portal']).optional(),
    portalSays: z
      .enum(DECLARED_STATES)
      .optional()
      .describe(
        'what was said in the portal, where the catalog file says something else and wins',
      ),
  }),
});
export type AdoptionRow = z.infer<typeof adoptionRowSchema>;
export type ObservedState = (typeof OBSERVED_STATES)[number];
export type DeclaredState = (typeof DECLARED_STATES)[number];
export type AdoptionStatus = (typeof ADOPTION_STATUSES)[number];
