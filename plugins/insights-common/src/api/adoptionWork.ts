import { z } from 'zod';
import {
  ADOPTION_STATUSES,
  adoptionRowSchema,
  DECLARED_STATES,
  OBSERVED_STATES,
} from './adoption';
import { declarationSchema } from './declarations';

/** Kinds of need, most urgent first. */
export const NEED_KINDS = [
  'onboarding-too-long',
  'lapsed',
  'declining',
  'declared-not-seen',
  'seen-not-declared',
  'like-adopters',
] as const;
export type NeedKind = (typeof NEED_KINDS)[number];

export const NEED_ACTIONS = ['welcome', 'ask', 'help', 'invite'] as const;
export type NeedAction = (typeof NEED_ACTIONS)[number];

export const NEED_ACTION_OF: Readonly<Record<NeedKind, NeedAction>> = {
  'onboarding-too-long': 'help',
  lapsed: 'ask',
  declining: 'ask',
  'declared-not-seen': 'ask',
  'seen-not-declared': 'welcome',
  'like-adopters': 'invite',
};

/** A team that an offering's provider should do something for. */
export const adoptionNeedSchema = z.object({
  kind: z.enum(NEED_KINDS),
  rank: z.int().describe('1 is the most urgent one of the list'),
  team: z.string(),
  offering: z.string(),
  status: z.enum(ADOPTION_STATUSES),
  sentence: z.string(),
  action: z.enum(NEED_ACTIONS),
  likeness: z
    .object({
      adopters: z.array(z.string()).describe('teams that use it and are alike'),
      stages: z.array(z.string()).describe('stages shared with them'),
      peerGroup: z.string().optional(),
      losses: z
        .array(z.string())
        .optional()
        .describe(
          'where all of them lose time, as `stage phase`; only of teams whose losses the caller may see',
        ),
    })
    .optional(),
  mayAct: z.boolean(),
  doneAt: z.iso
    .datetime()
    .optional()
    .describe('when somebody acted on it last'),
});
export type AdoptionNeed = z.infer<typeof adoptionNeedSchema>;

export const needActionRequestSchema = z.strictObject({
  team: z.string().min(1).max(320),
  offering: z.string().min(1).max(320),
  kind: z.enum(NEED_KINDS),
  text: z.string().trim().max(1000).optional(),
});
export type NeedActionRequest = z.infer<typeof needActionRequestSchema>;

const judgedPeriodSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date().describe('the day after its last'),
  verdict: z.enum(['met', 'under', 'skipped', 'open']),
  byPeople: z.boolean(),
  byProduction: z.boolean(),
  counted: z.boolean().describe('one of those that made the adoption date'),
});

export const adoptionDecisionSchema = z.object({
  spell: z.int(),
  adoptionDate: z.iso.date(),
  onset: z.iso.date(),
  decidedOn: z.iso.date(),
  decidedAt: z.iso.datetime(),
  ruleVersion: z.int(),
  evidenceDigest: z.string(),
  rule: z.string().describe('in words'),
  periods: z.array(judgedPeriodSchema),
  disputed: z.object({ at: z.iso.datetime(), sentence: z.string() }).optional(),
  voided: z
    .object({ at: z.iso.datetime(), by: z.string(), reason: z.string() })
    .optional(),
});
export type AdoptionDecision = z.infer<typeof adoptionDecisionSchema>;

export const adoptionTransitionSchema = z.object({
  team: z.string(),
  offering: z.string(),
  day: z.iso.date(),
  from: z.enum(ADOPTION_STATUSES).optional(),
  to: z.enum(ADOPTION_STATUSES),
  observed: z.enum(OBSERVED_STATES),
  declared: z.enum(DECLARED_STATES),
  recordedAt: z.iso.datetime(),
  retracted: z.boolean(),
  sentence: z.string(),
});
export type AdoptionTransition = z.infer<typeof adoptionTransitionSchema>;

/** Everything behind one cell: why this state, why this date. */
export const adoptionExplanationSchema = z.object({
  row: adoptionRowSchema,
  why: z
    .string()
    .describe('the adoption date, or what is missing for one, in one sentence'),
  thresholds: z.array(z.string()).describe('the rules in force, in words'),
  periods: z.array(judgedPeriodSchema),
  decisions: z.array(adoptionDecisionSchema),
  transitions: z.array(adoptionTransitionSchema),
  declarations: z.object({
    items: z.array(declarationSchema),
    hidden: z.boolean().describe('seen by the team and the provider only'),
  }),
  says: z.array(
    z.object({
      from: z.iso.date(),
      to: z.iso.date().optional(),
      state: z.enum(DECLARED_STATES),
      by: z.enum(['catalog', 'portal']),
    }),
  ),
  rules: z.array(z.string()).describe('rules that attributed what was seen'),
  components: z
    .array(z.object({ component: z.string(), runs: z.int() }))
    .describe('with at least 5 people, none with more than half of the runs'),
  hiddenComponents: z.boolean(),
  need: adoptionNeedSchema.optional(),
  may: z.object({
    declare: z.boolean(),
    confirm: z.boolean(),
    voidDecision: z.boolean(),
  }),
  whoMayDeclare: z.string(),
});
export type AdoptionExplanation = z.infer<typeof adoptionExplanationSchema>;

const stepTimeSchema = z.object({
  medianDays: z
    .number()
    .optional()
    .describe('absent: not half of them got there yet'),
  reached: z.int(),
  onTheWay: z
    .int()
    .describe('censored: not there yet, counted as still waiting'),
});

/** How teams come to use an offering. */
export const adoptionFunnelSchema = z.object({
  offering: z.string(),
  team: z.string().optional(),
  scope: z.enum(['direct', 'subtree']),
  steps: z.array(
    z.object({
      step: z.enum(['eligible', 'planned', 'trial', 'adopted', 'lapsed']),
      count: z
        .int()
        .describe('teams that ever got this far; lapsed: that are gone now'),
      now: z.int().describe('teams that stand here now'),
      conversion: z.number().optional().describe('of those of the step before'),
      time: stepTimeSchema.optional().describe('from the step before'),
    }),
  ),
  triedAndLeft: z.int(),
  hiddenTeams: z.int().describe('too small to say what was seen of them'),
  cannotTell: z.int(),
  notRelevant: z.int().describe('confirmed by the provider, in no denominator'),
  firstSuccess: stepTimeSchema.describe('first use to first success of a team'),
  expectedDays: z.number().optional(),
});
export type AdoptionFunnel = z.infer<typeof adoptionFunnelSchema>;

export const adoptionTrendSchema = z.object({
  offering: z.string().optional(),
  team: z.string().optional(),
  scope: z.enum(['direct', 'subtree']),
  weeks: z.array(
    z.object({
      week: z.iso.date(),
      eligible: z.int(),
      inUse: z.int(),
      starting: z.int(),
      doesNotMatch: z.int(),
      declined: z.int(),
      notStarted: z.int(),
      cannotTell: z.int(),
    }),
  ),
});
export type AdoptionTrend = z.infer<typeof adoptionTrendSchema>;
