import { z } from 'zod';
import { predicateSchema } from '../definition/scorecardSchema';

export const CAMPAIGN_STATES = [
  'scheduled',
  'running',
  'ended',
  'cancelled',
] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

export const campaignRequestSchema = z.strictObject({
  title: z.string().trim().min(3).max(200),
  description: z.string().trim().max(4_000).default(''),
  scorecard: z.string().min(1).max(400),
  checks: z.array(z.string().min(1).max(63)).min(1).max(50).optional(),
  level: z
    .string()
    .max(63)
    .optional()
    .describe('name of a level; either checks or a level'),
  audience: predicateSchema
    .optional()
    .describe('which of the entities of the scorecard; without it all'),
  owner: z
    .string()
    .max(400)
    .optional()
    .describe('a Group; default the owner of the scorecard'),
  startsAt: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })])
    .optional()
    .describe('default now'),
  deadline: z.union([z.iso.date(), z.iso.datetime({ offset: true })]),
});
export type CampaignRequest = z.infer<typeof campaignRequestSchema>;

export const campaignSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  scorecard: z.string(),
  checks: z.array(z.string()).optional(),
  level: z.string().optional(),
  audience: z.unknown().optional(),
  owner: z.string(),
  startsAt: z.iso.datetime(),
  deadline: z.iso.datetime(),
  state: z.enum(CAMPAIGN_STATES),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  total: z.int().describe('entities of the audience that the caller may see'),
  reached: z.int(),
  mayManage: z.boolean(),
});
export type Campaign = z.infer<typeof campaignSchema>;

export const campaignListSchema = z.object({
  items: z.array(campaignSchema),
  nextCursor: z.string().optional(),
});
export type CampaignList = z.infer<typeof campaignListSchema>;

export const campaignDetailSchema = campaignSchema.extend({
  progress: z
    .array(z.object({ day: z.iso.date(), total: z.int(), reached: z.int() }))
    .describe('at the end of each day, up to now'),
  remaining: z
    .array(z.object({ entity: z.string(), team: z.string().optional() }))
    .describe('entities that have not reached it'),
});
export type CampaignDetail = z.infer<typeof campaignDetailSchema>;
