import { z } from 'zod';

export const LOSS_STATUSES = [
  'ok',
  'not-enough-data',
  'hidden',
  'folded',
] as const;
export type LossStatus = (typeof LOSS_STATUSES)[number];

export const LOSS_PHASES = ['queue', 'startup', 'execution'] as const;
export type LossPhase = (typeof LOSS_PHASES)[number];

const intervalSchema = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .describe('hours a week, with its 95 % interval');
export type LossInterval = z.infer<typeof intervalSchema>;

export const lossSchema = z.object({
  team: z.string(),
  stage: z.string(),
  phase: z.enum(LOSS_PHASES),
  words: z.string().describe('what is lost, as in "38 h waiting for training"'),
  sentence: z.string(),
  hours: intervalSchema,
  target: z
    .object({
      kind: z.enum(['service-level', 'own-best', 'peers']),
      hours: z.number().describe('hours a week at the target'),
      reliability: z.number().min(0).max(1),
      offering: z.string().optional(),
      peers: z.int().optional(),
      sentence: z.string(),
    })
    .optional(),
  recoverable: intervalSchema.optional(),
});
export type Loss = z.infer<typeof lossSchema>;

export const pathStageSchema = z.object({
  stage: z.string(),
  seen: z.boolean().describe('false: no source tells of runs here'),
  runs: z.int().optional(),
  workedHours: z.number().optional().describe('a week, of all people'),
  blockedHours: z.number().optional(),
  reworkHours: z.number().optional(),
  offerings: z
    .array(z.object({ offering: z.string(), share: z.number() }))
    .optional()
    .describe('largest first; shares of the runs of the stage'),
  outsideShare: z.number().optional().describe('runs on no offering'),
});
export const handoffSchema = z.object({
  from: z.string(),
  to: z.string(),
  medianSeconds: z.number(),
  n: z.int(),
});

export const teamLossesSchema = z.object({
  unit: z.string(),
  status: z.enum(LOSS_STATUSES),
  reason: z.string().optional(),
  foldedInto: z
    .string()
    .optional()
    .describe('of a team under 5 members: the unit whose numbers hold its own'),
  folded: z
    .array(z.string())
    .describe('teams under 5 members that are in these numbers'),
  window: z.object({ from: z.iso.date(), to: z.iso.date() }),
  weeks: z.int(),
  definition: z.object({
    version: z.int(),
    blocked: z.string(),
    rework: z.string(),
  }),
  n: z.int().optional(),
  total: intervalSchema.optional(),
  sentence: z.string().optional(),
  items: z.array(lossSchema),
  bottleneck: z
    .object({
      stage: z.string(),
      phase: z.enum(LOSS_PHASES),
      lead: intervalSchema,
    })
    .optional(),
  bottleneckSentence: z.string().optional(),
  path: z.array(pathStageSchema),
  handoffs: z.array(handoffSchema),
  workingHours: z.string(),
  computedAt: z.iso.datetime().optional(),
});
export type TeamLosses = z.infer<typeof teamLossesSchema>;
export type PathStage = z.infer<typeof pathStageSchema>;
export type StageHandoffAnswer = z.infer<typeof handoffSchema>;

export const largestLossesSchema = z.object({
  unit: z.string().optional(),
  window: z.object({ from: z.iso.date(), to: z.iso.date() }).optional(),
  items: z.array(lossSchema),
  withheld: z
    .int()
    .describe('teams the caller may see whose losses are hidden or too few'),
  folded: z.array(z.object({ team: z.string(), into: z.string() })),
});
export type LargestLosses = z.infer<typeof largestLossesSchema>;

/** A run of a team's own component, without its actor. */
export const recentRunSchema = z.object({
  component: z.string(),
  stage: z.string(),
  runClass: z.string(),
  gpus: z.number().optional(),
  submittedAt: z.iso.datetime().optional(),
  waitSeconds: z.number().optional(),
  runSeconds: z.number().optional(),
  outcome: z.string().optional().describe('absent: not over'),
  cause: z.string().optional(),
});
export type RecentRun = z.infer<typeof recentRunSchema>;

export const recentRunsSchema = z.object({
  team: z.string(),
  items: z.array(recentRunSchema).describe('of the last 8 weeks, newest first'),
});
export type RecentRuns = z.infer<typeof recentRunsSchema>;

export const lossDetailSchema = z.object({
  loss: lossSchema,
  window: z.object({ from: z.iso.date(), to: z.iso.date() }),
  hours: z
    .array(z.number())
    .length(168)
    .describe('share of the loss by local hour of the week, from Monday 00:00'),
  timeZone: z.string(),
  jobClasses: z.array(
    z.object({
      runClass: z.string(),
      gpus: z.int().describe('-1: not said, 0: none'),
      words: z.string(),
      hours: z.number(),
      share: z.number(),
    }),
  ),
  recentRuns: z
    .array(recentRunSchema)
    .optional()
    .describe('without actors; only for members of the team'),
  help: z.array(
    z.object({
      offering: z.string(),
      title: z.string(),
      claims: z.boolean().describe('it says that it improves this'),
      adoptedByTeam: z.boolean(),
      comparableAdopters: z.int(),
      comparableTeams: z.int(),
      sentence: z.string(),
      effect: z
        .string()
        .optional()
        .describe('of a finished study, in its own words'),
    }),
  ),
});
export type LossDetail = z.infer<typeof lossDetailSchema>;
