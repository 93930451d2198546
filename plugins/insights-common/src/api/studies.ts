import { z } from 'zod';

/** What a study may ask about; docs/metrics.md, section 7. */
export const STUDY_OUTCOMES = [
  'iteration_time',
  'run_time',
  'time_to_first_result',
  'queue_time',
  'failed_ratio',
] as const;
export type StudyOutcome = (typeof STUDY_OUTCOMES)[number];

export const STUDY_STATES = [
  'interim',
  'queued',
  'running',
  'finished',
  'refused',
  'failed',
] as const;
export type StudyState = (typeof STUDY_STATES)[number];

export const STUDY_VERDICTS = [
  'found',
  'adopters-may-differ',
  'not-distinguishable',
] as const;
export type StudyVerdict = (typeof STUDY_VERDICTS)[number];

/** Why a study has no answer; each has a sentence and what would help. */
export const STUDY_REFUSALS = [
  'too-few-adopters',
  'too-few-comparison',
  'too-few-assignments',
  'too-few-batches',
  'co-adoption',
  'not-identified',
  'no-data',
] as const;
export type StudyRefusal = (typeof STUDY_REFUSALS)[number];

export const studyPercentSchema = z.object({
  estimate: z.number(),
  lower: z.number().optional().describe('absent: no lower limit'),
  upper: z.number().optional().describe('absent: no upper limit'),
});
export type StudyPercent = z.infer<typeof studyPercentSchema>;

export const studyCountsSchema = z.object({
  adopting: z.int(),
  comparison: z.int(),
  tried: z.int().describe('tried it and left'),
  leftOut: z.int().describe('teams that could not be used'),
});
export type StudyCounts = z.infer<typeof studyCountsSchema>;

export const studyHeadlineSchema = z.object({
  verdict: z.enum(STUDY_VERDICTS),
  effect: studyPercentSchema.describe('percent; negative is less'),
  smallestVisible: z
    .number()
    .optional()
    .describe('percent that would have been found about 4 times in 5'),
  pValue: z.number(),
  qValue: z
    .number()
    .optional()
    .describe('false discovery rate over all finished studies'),
  shrunk: studyPercentSchema
    .optional()
    .describe('the estimate shrunk by the other finished studies'),
  badge: z.object({
    shown: z.boolean(),
    why: z.string().describe('the rule that decided'),
  }),
  contradictsClaim: z.boolean(),
});
export type StudyHeadline = z.infer<typeof studyHeadlineSchema>;

export const studySummarySchema = z.object({
  id: z.string(),
  offering: z.string(),
  outcome: z.enum(STUDY_OUTCOMES),
  stage: z.string().optional(),
  version: z.int(),
  latestVersion: z.int(),
  state: z.enum(STUDY_STATES),
  exploratory: z
    .boolean()
    .describe('registered when teams had already adopted'),
  randomised: z.boolean(),
  question: z.string(),
  sentence: z.string(),
  window: z.object({ from: z.iso.date(), to: z.iso.date() }),
  analysisDate: z.iso.date(),
  registeredAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
  counts: studyCountsSchema,
  headline: studyHeadlineSchema.optional(),
  refusal: z
    .object({
      reason: z.enum(STUDY_REFUSALS),
      sentence: z.string(),
      help: z.string(),
    })
    .optional(),
  progress: z
    .object({ step: z.string(), done: z.int(), of: z.int() })
    .optional(),
});
export type StudySummary = z.infer<typeof studySummarySchema>;

const besideSchema = z.object({
  effect: studyPercentSchema.optional(),
  pValue: z.number().optional(),
  sentence: z.string(),
});
export type StudyBeside = z.infer<typeof besideSchema>;

export const studyTeamSchema = z.object({
  team: z.string(),
  role: z.enum(['adopting', 'comparison', 'tried', 'left-out']),
  date: z.iso.date().optional().describe('adoption, or assigned start'),
  why: z.string().optional(),
});
export type StudyTeam = z.infer<typeof studyTeamSchema>;

export const studyAnswerSchema = z.object({
  scale: z.enum(['log', 'level']),
  weeks: z.int().describe('weeks of the panel'),
  cells: z.object({
    used: z.int(),
    leftOut: z.int().describe('between onset and adoption date'),
    missing: z.int(),
    dropped: z.int().describe('adopted, in weeks without an untreated team'),
  }),
  leftOutWeeks: z.int().describe('usual length before the adoption date'),
  eventStudy: z.array(
    z.object({
      from: z
        .int()
        .describe('first week, against onset (leads) or date (lags)'),
      to: z.int(),
      teams: z.int(),
      estimate: z.number().describe('percent'),
      lower: z.number(),
      upper: z.number(),
    }),
  ),
  eventStudyNote: z.string().optional(),
  intentionToTreat: besideSchema,
  byRuns: besideSchema,
  secondOpinion: besideSchema,
  adoptersOnly: besideSchema,
  batches: besideSchema,
  placebo: besideSchema.extend({ blocks: z.boolean() }),
  bacon: z.array(
    z.object({ kind: z.string(), weight: z.number(), percent: z.number() }),
  ),
  baconNote: z.string().optional(),
  caveats: z.array(z.string()),
  spillOver: z.string().optional(),
  power: z.object({
    sentence: z.string(),
    options: z.array(
      z.object({
        weeks: z.int(),
        chance: z.number(),
      }),
    ),
  }),
  prediction: z
    .object({
      lower: z.number(),
      upper: z.number(),
      inRange: z.int().describe('teams that never used it, like the adopters'),
      outside: z.int(),
    })
    .optional()
    .describe('for one more team, percent'),
  inference: z.object({
    permuted: z.enum(['teams', 'batches', 'design']),
    strata: z.int(),
    draws: z.int(),
    enumerated: z.boolean(),
    distinct: z.number(),
  }),
});
export type StudyAnswer = z.infer<typeof studyAnswerSchema>;

export const studyDetailSchema = studySummarySchema.extend({
  versions: z.array(
    z.object({
      version: z.int(),
      state: z.enum(STUDY_STATES),
      analysisDate: z.iso.date(),
      registeredAt: z.iso.datetime(),
      reason: z.string().optional(),
      sentence: z.string(),
    }),
  ),
  teams: z.array(studyTeamSchema),
  hiddenTeams: z.int().describe('teams the caller does not see'),
  answer: studyAnswerSchema.optional(),
  provenance: z
    .object({
      inputsDigest: z.string(),
      seed: z.int(),
      library: z.string(),
      computedAt: z.iso.datetime(),
    })
    .optional(),
  mayExtend: z.boolean(),
  failure: z
    .string()
    .optional()
    .describe(
      'Why the computation failed; for those who may extend the study.',
    ),
});
export type StudyDetail = z.infer<typeof studyDetailSchema>;

/** A study that an `improves` claim of an offering asks for and nobody has registered. */
export const studyProposalSchema = z.object({
  offering: z.string(),
  outcome: z.enum(STUDY_OUTCOMES),
  stage: z.string().optional(),
  adopters: z.int().describe('teams that have adopted'),
  analysisDate: z.iso
    .date()
    .optional()
    .describe('26 weeks after the third adopter; absent before there is one'),
  exploratory: z.boolean(),
  sentence: z.string(),
  mayRegister: z.boolean(),
});
export type StudyProposal = z.infer<typeof studyProposalSchema>;

export const registerStudySchema = z.strictObject({
  offering: z.string().min(1).max(320),
  outcome: z.enum(STUDY_OUTCOMES),
  stage: z.string().min(1).max(63).optional(),
  teams: z
    .array(z.string().min(1).max(320))
    .min(1)
    .max(1000)
    .optional()
    .describe('absent: every team the offering is meant for'),
  from: z.iso
    .date()
    .optional()
    .describe('first day of the window; absent: 52 weeks before registration'),
  analysisDate: z.iso
    .date()
    .optional()
    .describe('absent: 26 weeks after the third adopter'),
  ownQueue: z
    .string()
    .min(10)
    .max(500)
    .optional()
    .describe(
      'why adopting teams do not wait in the same queue as the others; else waiting times are taken for shared',
    ),
  rollout: z
    .int()
    .positive()
    .optional()
    .describe('id of a randomised rollout that it is analysed by'),
});
export type RegisterStudy = z.infer<typeof registerStudySchema>;

export const extendStudySchema = z.strictObject({
  analysisDate: z.iso.date(),
  reason: z.string().min(10).max(500),
});
export type ExtendStudy = z.infer<typeof extendStudySchema>;

export const planRolloutSchema = z.strictObject({
  offering: z.string().min(1).max(320),
  teams: z.array(z.string().min(1).max(320)).min(2).max(1000).optional(),
  starts: z
    .array(z.strictObject({ monday: z.iso.date(), places: z.int().positive() }))
    .min(1)
    .max(52),
  seed: z.int().min(0).max(0x7fffffff).optional(),
});
export type PlanRollout = z.infer<typeof planRolloutSchema>;

export const rolloutSchema = z.object({
  id: z.int(),
  offering: z.string(),
  seed: z.int(),
  createdAt: z.iso.datetime(),
  assignments: z.array(
    z.object({
      team: z.string(),
      stratum: z.string(),
      monday: z.iso.date().optional().describe('absent: comparison'),
    }),
  ),
  hiddenTeams: z.int(),
});
export type Rollout = z.infer<typeof rolloutSchema>;

/** What a finished study says about an offering, for pages that only want that. */
export const offeringEffectSchema = z.object({
  study: z.string(),
  version: z.int(),
  offering: z.string(),
  outcome: z.enum(STUDY_OUTCOMES),
  stage: z.string().optional(),
  sentence: z.string(),
  finishedAt: z.iso.datetime(),
  exploratory: z.boolean(),
  counts: studyCountsSchema,
  headline: studyHeadlineSchema,
});
export type OfferingEffect = z.infer<typeof offeringEffectSchema>;

export const studyWhatIfSchema = z.object({
  title: z.string(),
  status: z.enum(['ok', 'not-available']),
  sentence: z.string(),
  teams: z.int().describe('eligible teams within the range of the adopters'),
  outside: z.int().describe('eligible teams outside it, not counted'),
  percent: studyPercentSchema
    .optional()
    .describe('prediction interval for one more team'),
});
export type StudyWhatIf = z.infer<typeof studyWhatIfSchema>;
