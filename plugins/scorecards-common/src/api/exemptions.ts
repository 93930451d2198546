import { z } from 'zod';

export const EXEMPTION_STATES = [
  'requested',
  'approved',
  'denied',
  'withdrawn',
  'revoked',
] as const;
export type ExemptionState = (typeof EXEMPTION_STATES)[number];

/** Longest time an exemption may last, days; it can be requested anew. */
export const MAX_EXEMPTION_DAYS = 366;

export const exemptionRequestSchema = z.strictObject({
  entity: z.string().min(1).max(400),
  scorecard: z.string().min(1).max(400),
  check: z.string().min(1).max(63),
  reason: z.string().trim().min(10).max(2_000),
  until: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })])
    .describe('when it ends by itself; a day means its end in UTC'),
});
export type ExemptionRequest = z.infer<typeof exemptionRequestSchema>;

export const exemptionDecisionSchema = z.strictObject({
  decision: z
    .enum(['approved', 'denied', 'withdrawn', 'revoked'])
    .describe(
      'approved, denied and revoked: by the owner of the check; withdrawn: by the team that asked',
    ),
  note: z.string().trim().max(2_000).optional(),
});
export type ExemptionDecisionRequest = z.infer<typeof exemptionDecisionSchema>;

export const exemptionSchema = z.object({
  id: z.string(),
  scorecard: z.string(),
  check: z.string(),
  entity: z.string(),
  team: z.string().optional().describe('the owning team when it was requested'),
  owner: z.string().describe('who decides'),
  reason: z.string(),
  until: z.iso.datetime(),
  state: z.enum(EXEMPTION_STATES),
  ended: z.boolean().describe('was approved, and its end has passed'),
  requestedBy: z.string(),
  requestedAt: z.iso.datetime(),
  decidedBy: z.string().optional(),
  decidedAt: z.iso.datetime().optional(),
  note: z.string().optional(),
  history: z.array(
    z.object({
      at: z.iso.datetime(),
      actor: z.string(),
      action: z.enum(EXEMPTION_STATES),
      note: z.string().optional(),
      until: z.iso.datetime(),
    }),
  ),
  mayDecide: z
    .boolean()
    .optional()
    .describe('whether the caller decides on it'),
  mayWithdraw: z.boolean().optional(),
});
export type ExemptionRow = z.infer<typeof exemptionSchema>;

export const exemptionListSchema = z.object({
  items: z.array(exemptionSchema),
  nextCursor: z.string().optional(),
});
export type ExemptionList = z.infer<typeof exemptionListSchema>;
