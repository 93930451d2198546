import { z } from 'zod';
import { pullStateSchema } from './pullSources';
import {
  CAUSES,
  CLOSED_BY,
  OUTCOMES,
  RUN_CLASSES,
  SOURCE_KINDS,
  TRIGGERS,
} from '../vocabulary';

const time = z.string().describe('RFC 3339 in UTC with microseconds');

/** A run as it was folded from its events; without its actor. */
export const runStatusSchema = z.object({
  source: z.string(),
  id: z.string(),
  job: z
    .object({
      namespace: z.string(),
      name: z.string(),
      repository: z.string().optional(),
      experiment: z.string().optional(),
    })
    .optional(),
  parentId: z.string().optional(),
  committedAt: time.optional(),
  submittedAt: time.optional(),
  startedAt: time.optional(),
  firstResultAt: time.optional(),
  endedAt: time.optional(),
  heartbeatAt: time.optional(),
  outcome: z.enum(OUTCOMES).optional(),
  cause: z.enum(CAUSES).optional(),
  closedBy: z.enum(CLOSED_BY).optional(),
  trigger: z.enum(TRIGGERS),
  runClass: z.enum(RUN_CLASSES),
  stage: z.string().optional(),
  gpus: z.number().optional(),
  impossible: z
    .string()
    .optional()
    .describe('why no metric uses it, where its times cannot be true'),
  externalIds: z.array(z.string()),
  attempts: z
    .array(
      z.object({
        attempt: z.int(),
        submittedAt: time.optional(),
        startedAt: time.optional(),
        endedAt: time.optional(),
        outcome: z.enum(OUTCOMES).optional(),
        cause: z.enum(CAUSES).optional(),
      }),
    )
    .optional()
    .describe('where more than one is known'),
  origins: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'of a run that several sources tell of: which source said each time and the outcome',
    ),
  members: z
    .array(
      z.object({
        source: z.string(),
        id: z.string(),
        represents: z
          .boolean()
          .describe('the row that is counted for all of them'),
        submittedAt: time.optional(),
        startedAt: time.optional(),
        firstResultAt: time.optional(),
        endedAt: time.optional(),
        outcome: z.enum(OUTCOMES).optional(),
        externalIds: z.array(z.string()),
      }),
    )
    .optional()
    .describe('what each of several sources says of this run'),
  isSplit: z
    .boolean()
    .optional()
    .describe('a person said that it is a run of its own'),
  events: z.int().describe('how many events it was folded from'),
  attribution: z
    .object({
      team: z.string().optional(),
      teamRule: z.string(),
      component: z.string().optional(),
      componentRule: z.string(),
      stage: z.string().optional(),
      stageRule: z.string(),
      offerings: z.array(z.object({ offering: z.string(), rule: z.string() })),
      note: z.string().optional(),
    })
    .optional(),
});
export type RunStatus = z.infer<typeof runStatusSchema>;

/** Body of `POST /api/insights/runs/split` and `/runs/rejoin`. */
export const runSplitRequestSchema = z.strictObject({
  source: z.string().min(1).max(63),
  id: z.string().min(1).max(1000),
  reason: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('needed to split; kept, so no names of people'),
});
export type RunSplitRequest = z.infer<typeof runSplitRequestSchema>;

/** Body of `POST /api/insights/actors/erase`. */
export const actorErasureRequestSchema = z.strictObject({
  user: z
    .string()
    .trim()
    .min(1)
    .max(320)
    .describe(
      'ref of a User, user:default/jane, or any login of the person; hashed at once and not kept',
    ),
});

/** What was found of a person, and is nobody's now. */
export const actorErasureSchema = z.object({
  hashes: z.number().int().describe('names the person went by'),
  runs: z.number().int(),
  usageEvents: z.number().int(),
  events: z.number().int(),
  subjects: z.number().int(),
  aliases: z.number().int(),
  members: z.number().int(),
  cells: z.number().int(),
  quarantined: z.number().int(),
});
export type ActorErasure = z.infer<typeof actorErasureSchema>;

/** Runs that could not be joined, or linked to others: `GET /api/insights/runs/parked`. */
export const parkedRunListSchema = z.object({
  items: z.array(
    z.object({
      source: z.string(),
      id: z.string(),
      reason: z.string(),
      failures: z.number().int(),
      nextTryAt: z.string(),
    }),
  ),
  nextCursor: z.string().optional(),
});
export type ParkedRunList = z.infer<typeof parkedRunListSchema>;

export const runListSchema = z.object({ items: z.array(runStatusSchema) });

/** Within what time after the moment they tell of events were received. */
export const LAG_STEPS = [
  { name: 'within a minute', seconds: 60 },
  { name: 'within 10 minutes', seconds: 600 },
  { name: 'within an hour', seconds: 3_600 },
  { name: 'within 6 hours', seconds: 21_600 },
  { name: 'within a day', seconds: 86_400 },
  { name: 'within a week', seconds: 604_800 },
] as const;

/** What of a run a source may say; coverage is told for each. */
export const COVERED_FIELDS = [
  'attributed',
  'submitted',
  'started',
  'ended',
  'actor',
  'stage',
  'commit',
] as const;
export type CoveredField = (typeof COVERED_FIELDS)[number];

/**
 * - `active`: it sends as it usually does, or is younger than its rhythm.
 * - `silent`: it has not sent for longer than it ever usually pauses.
 * - `learning`: too little was received to know how often it sends.
 * - `history`: read in once; nothing is expected of it.
 * - `never`: nothing has come yet.
 */
export const SOURCE_STATES = [
  'active',
  'silent',
  'learning',
  'history',
  'never',
] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

/** A source and what became of its items, by UTC day. */
export const sourceActivitySchema = z.object({
  name: z.string(),
  kind: z.enum(SOURCE_KINDS),
  historical: z.boolean(),
  subjects: z.array(z.string()).describe('who may write it'),
  firstReceivedAt: z.iso.datetime().optional(),
  lastReceivedAt: z.iso.datetime().optional(),
  counts: z.array(
    z.object({
      day: z.iso.date(),
      status: z.string(),
      reason: z.string().optional(),
      count: z.int(),
    }),
  ),
  state: z.enum(SOURCE_STATES),
  silence: z
    .object({
      usualPauseHours: z
        .number()
        .describe(
          'the longest pause that came at least three times in the last 28 days',
        ),
      silentAfterHours: z
        .number()
        .describe('one and a half times that, at least 2'),
      expectedBy: z.iso.datetime(),
    })
    .optional(),
  waiting: z.int().describe('items that wait in quarantine'),
  runs: z
    .object({
      basis: z
        .string()
        .describe('of which runs: the last 28 days, or the newest received'),
      total: z.int(),
      unattributed: z.int(),
      coverage: z.partialRecord(z.enum(COVERED_FIELDS), z.number()),
    })
    .optional(),
  pull: pullStateSchema
    .optional()
    .describe('of a source that the portal asks itself'),
  lag: z
    .object({
      events: z.int().describe('accepted in the days asked for'),
      shares: z
        .array(z.number())
        .describe(`received ${LAG_STEPS.map(step => step.name).join(', ')}`),
      half: z.string().optional().describe('how soon half of them came'),
      most: z.string().optional().describe('how soon 95 % of them came'),
    })
    .optional(),
});
export type SourceActivity = z.infer<typeof sourceActivitySchema>;

/** What the portal can tell once a kind of source is connected. */
export const sourceUnlockSchema = z.object({
  kind: z.enum(SOURCE_KINDS),
  title: z.string(),
  connected: z.boolean(),
  unlocks: z.array(z.string()),
  how: z.string().describe('the recipe, a path in the documentation'),
});
export type SourceUnlock = z.infer<typeof sourceUnlockSchema>;

export const sourceListSchema = z.object({
  items: z.array(sourceActivitySchema),
  unlocks: z.array(sourceUnlockSchema),
});
export type SourceList = z.infer<typeof sourceListSchema>;

/** An item that was kept aside, with the reason; its body is read by a re-drive only. */
export const quarantinedItemSchema = z.object({
  id: z.string(),
  source: z.string(),
  eventId: z.string(),
  reason: z.string(),
  detail: z.string(),
  receivedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  tries: z.int().describe('how often it was re-driven in vain'),
});
export type QuarantinedItem = z.infer<typeof quarantinedItemSchema>;

export const quarantineListSchema = z.object({
  items: z.array(quarantinedItemSchema),
  nextCursor: z.string().optional(),
});

/** How many items wait, by source and reason. */
export const quarantineSummarySchema = z.object({
  items: z.array(
    z.object({
      source: z.string(),
      reason: z.string(),
      count: z.int(),
      oldestAt: z.iso.datetime(),
      newestAt: z.iso.datetime(),
      expiresFirstAt: z.iso.datetime(),
    }),
  ),
});
export type QuarantineSummary = z.infer<typeof quarantineSummarySchema>;

const itemId = z.string().regex(/^[1-9]\d{0,17}$/, 'is not an id of an item');

/** Which items to read once more: these, or all that match. */
export const redriveRequestSchema = z
  .strictObject({
    ids: z.array(itemId).min(1).max(1000).optional(),
    source: z.string().min(1).max(63).optional(),
    reason: z.string().min(1).max(63).optional(),
    all: z.literal(true).optional(),
    cursor: itemId.optional().describe('nextCursor of the answer before'),
  })
  .refine(
    request =>
      request.ids !== undefined ||
      request.source !== undefined ||
      request.reason !== undefined ||
      request.all === true,
    { message: 'say which: ids, source, reason, or all' },
  );
export type RedriveRequest = z.infer<typeof redriveRequestSchema>;

export const redriveResponseSchema = z.object({
  results: z.array(
    z.object({
      id: z.string().describe('of the item in quarantine'),
      source: z.string(),
      eventId: z.string(),
      status: z.enum(['accepted', 'duplicate', 'quarantined', 'rejected']),
      reason: z.string().optional(),
      notes: z.array(z.string()).optional(),
    }),
  ),
  nextCursor: z.string().optional().describe('there are more; go on with it'),
});
export type RedriveResponse = z.infer<typeof redriveResponseSchema>;
