import { z } from 'zod';
import { DECLARED_STATES } from './adoption';

/** Why a team does not want an offering; `other` needs a text. */
export const DECLINE_REASONS = [
  'not-relevant',
  'missing-feature',
  'too-much-effort',
  'too-slow',
  'unreliable',
  'uses-something-else',
  'later',
  'other',
] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

export const DECLINE_REASON_WORDS: Readonly<Record<DeclineReason, string>> = {
  'not-relevant': 'not relevant to us',
  'missing-feature': 'something we need is missing',
  'too-much-effort': 'too much effort to change over',
  'too-slow': 'too slow for us',
  unreliable: 'not reliable enough',
  'uses-something-else': 'we use something else',
  later: 'not now, perhaps later',
  other: 'another reason',
};

/** Free text of a person: trimmed, printable, not endless. */
const freeText = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(
      // eslint-disable-next-line no-control-regex -- control characters are what this refuses
      /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$/,
      'must be printable characters',
    );
const ref = z.string().min(1).max(320);

export const declarationRequestSchema = z
  .strictObject({
    team: ref,
    offering: ref,
    state: z.enum(DECLARED_STATES),
    reason: z.enum(DECLINE_REASONS).optional(),
    text: freeText(1000).optional(),
  })
  .superRefine((value, context) => {
    if (value.state === 'declined' && value.reason === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['reason'],
        message: `is needed to decline; one of ${DECLINE_REASONS.join(', ')}`,
      });
    }
    if (value.state !== 'declined' && value.reason !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['reason'],
        message: 'goes with the state declined only',
      });
    }
    if (value.reason === 'other' && !value.text) {
      context.addIssue({
        code: 'custom',
        path: ['text'],
        message: "is needed where the reason is 'other'",
      });
    }
  });
export type DeclarationRequest = z.infer<typeof declarationRequestSchema>;

/** One thing a team said, and when; `by` is the ref of a User, or absent where a catalog file says it. */
export const declarationSchema = z.object({
  team: z.string(),
  offering: z.string(),
  state: z.enum(DECLARED_STATES),
  from: z.enum(['catalog', 'portal']),
  at: z.iso.datetime(),
  until: z.iso
    .datetime()
    .optional()
    .describe('when the catalog file stopped saying it'),
  by: z.string().optional(),
  reason: z.enum(DECLINE_REASONS).optional(),
  text: z.string().optional(),
  relevance: z
    .object({
      confirmed: z.boolean(),
      by: z.string(),
      at: z.iso.datetime(),
      text: z.string().optional(),
    })
    .optional()
    .describe("the provider's answer to 'not relevant to us'"),
});
export type Declaration = z.infer<typeof declarationSchema>;

/** What a change leads to: what holds now, and whether the catalog file overrules it. */
export const declarationAnswerSchema = z.object({
  declaration: declarationSchema,
  holds: z.enum(DECLARED_STATES),
  holdsFrom: z.enum(['catalog', 'portal']),
  note: z.string().optional(),
});
export type DeclarationAnswer = z.infer<typeof declarationAnswerSchema>;

export const relevanceRequestSchema = z.strictObject({
  team: ref,
  offering: ref,
  confirmed: z.boolean(),
  text: freeText(1000).optional(),
});
export type RelevanceRequest = z.infer<typeof relevanceRequestSchema>;

/** The declines of an offering with one reason. */
export const declineGroupSchema = z.object({
  reason: z.enum(DECLINE_REASONS),
  words: z.string(),
  count: z.int(),
  declines: z.array(declarationSchema),
});
export type DeclineGroup = z.infer<typeof declineGroupSchema>;

export const voidDecisionRequestSchema = z.strictObject({
  team: ref,
  offering: ref,
  spell: z.int().min(1),
  reason: freeText(1000).min(3, 'is needed: say why the date is not right'),
});
export type VoidDecisionRequest = z.infer<typeof voidDecisionRequestSchema>;

export const ONBOARDING_STATES = [
  'asked',
  'helped',
  'first-success',
  'adopted',
  'stopped',
] as const;
export type OnboardingState = (typeof ONBOARDING_STATES)[number];

export const onboardingRequestBodySchema = z.strictObject({
  team: ref,
  offering: ref,
  component: ref.optional(),
  goal: freeText(1000).min(3, 'is needed: say what you want to get done'),
  wantedOn: z.iso.date().optional(),
});
export type OnboardingRequestBody = z.infer<typeof onboardingRequestBodySchema>;

export const onboardingChangeSchema = z.strictObject({
  state: z.enum(['helped', 'first-success', 'adopted', 'stopped']),
  text: freeText(1000).optional(),
  version: z.int().min(1).describe('the version that was looked at'),
});
export type OnboardingChange = z.infer<typeof onboardingChangeSchema>;

export const onboardingRequestSchema = z.object({
  id: z.string(),
  team: z.string(),
  offering: z.string(),
  component: z.string().optional(),
  goal: z.string(),
  wantedOn: z.iso.date().optional(),
  askedBy: z.string(),
  askedAt: z.iso.datetime(),
  state: z.enum(ONBOARDING_STATES),
  stopReason: z.string().optional(),
  changedAt: z.iso.datetime(),
  version: z.int(),
  expectedDays: z.number().optional(),
  isLate: z
    .boolean()
    .describe('open longer than the offering expects, or past the wanted date'),
  mayChange: z.boolean(),
  history: z.array(
    z.object({
      state: z.enum(ONBOARDING_STATES),
      at: z.iso.datetime(),
      by: z.string().optional(),
      text: z.string().optional(),
    }),
  ),
});
export type OnboardingRequest = z.infer<typeof onboardingRequestSchema>;
