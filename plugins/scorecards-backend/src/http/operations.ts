import {
  attestationListSchema,
  attestRequestSchema,
  campaignDetailSchema,
  campaignListSchema,
  campaignRequestSchema,
  checkSummaryListSchema,
  distributionListSchema,
  dryRunRequestSchema,
  dryRunResponseSchema,
  exemptionDecisionSchema,
  exemptionListSchema,
  exemptionRequestSchema,
  exemptionSchema,
  factPushRequestSchema,
  factPushResponseSchema,
  factSchemaListSchema,
  factValueListSchema,
  historyListSchema,
  levelListSchema,
  pushedFactSchema,
  replayRequestSchema,
  replayResponseSchema,
  resultListSchema,
  scorecardDefinitionSchema,
  scorecardItemSchema,
  scorecardListSchema,
  trendListSchema,
} from '@mli/plugin-scorecards-common';
import { z } from 'zod';
import {
  attestationQuerySchema,
  badgeQuerySchema,
  MAX_LIMIT,
  trendQuerySchema,
} from './parseListQuery';

/** Texts may be repeated or separated by commas, which the parser takes apart; here they are what a caller sends. */
const texts = z.union([z.string(), z.array(z.string())]).optional();
const countParameters = {
  entity: texts.describe('refs with their kinds, such as group:default/lanes'),
  scorecard: texts.describe('names or refs of scorecards'),
  format: z.enum(['json', 'csv']).optional(),
};
const listParameters = {
  ...countParameters,
  limit: z.int().min(1).max(MAX_LIMIT).optional(),
  cursor: z.string().optional().describe('nextCursor of the page before'),
};

export interface Operation {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly response: z.ZodType;
  /** Default 200. */
  readonly status?: number;
  readonly csv?: boolean;
  /** Where the answer is no JSON. */
  readonly media?: string;
  readonly query?: z.ZodObject;
  readonly params?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly errors: readonly number[];
}

/** Every route, as openapi.json tells it. */
export const OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/results',
    operationId: 'getResults',
    summary: 'Current results of checks, of the entities the caller may see',
    query: z.object({
      ...listParameters,
      check: texts.describe('ids of checks'),
      state: texts.describe('states of results'),
    }),
    response: resultListSchema,
    csv: true,
    errors: [400, 401, 403],
  },
  {
    method: 'get',
    path: '/levels',
    operationId: 'getLevels',
    summary: 'Current levels, of the entities the caller may see',
    query: z.object(listParameters),
    response: levelListSchema,
    csv: true,
    errors: [400, 401, 403],
  },
  {
    method: 'get',
    path: '/scorecards',
    operationId: 'getScorecards',
    summary: 'Every definition in the catalog, with its faults',
    response: scorecardListSchema,
    errors: [401, 403],
  },
  {
    method: 'get',
    path: '/scorecards/{namespace}/{name}',
    operationId: 'getScorecard',
    summary: 'One definition, with its faults',
    params: z.object({ namespace: z.string(), name: z.string() }),
    response: scorecardItemSchema,
    errors: [401, 403, 404],
  },
  {
    method: 'get',
    path: '/facts',
    operationId: 'getFactSchemas',
    summary: 'The facts that rules can name',
    response: factSchemaListSchema,
    errors: [401, 403],
  },
  {
    method: 'get',
    path: '/facts/values',
    operationId: 'getFactValues',
    summary:
      'Latest facts of some entities, with time and source; without those that tell how fast a team is',
    query: z.object({
      entity: countParameters.entity,
      format: countParameters.format,
    }),
    response: factValueListSchema,
    csv: true,
    errors: [400, 401, 403],
  },
  {
    method: 'post',
    path: '/facts',
    operationId: 'pushFacts',
    summary: 'Report facts; each item has a result of its own',
    body: factPushRequestSchema.extend({
      items: z.array(pushedFactSchema).min(1).max(1_000),
    }),
    response: factPushResponseSchema,
    errors: [400, 401, 403],
  },
  {
    method: 'post',
    path: '/dry-run',
    operationId: 'dryRun',
    summary:
      'Evaluate a definition on the facts as they are; nothing is stored',
    body: dryRunRequestSchema.extend({ definition: scorecardDefinitionSchema }),
    response: dryRunResponseSchema,
    errors: [400, 401, 403],
  },
  {
    method: 'get',
    path: '/distribution',
    operationId: 'getDistribution',
    summary: 'Levels of every unit of the organisation, with those below it',
    query: z.object(countParameters),
    response: distributionListSchema,
    csv: true,
    errors: [400, 401, 403],
  },
  {
    method: 'get',
    path: '/trend',
    operationId: 'getTrend',
    summary: 'Levels at the end of each day, by the owning teams of that day',
    query: z.object({ ...countParameters, ...trendQuerySchema.shape }),
    response: trendListSchema,
    csv: true,
    errors: [400, 401, 403],
  },
  {
    method: 'get',
    path: '/checks',
    operationId: 'getChecks',
    summary: 'Results of each check by state, the worst check first',
    query: z.object(countParameters),
    response: checkSummaryListSchema,
    csv: true,
    errors: [400, 401, 403],
  },
  {
    method: 'get',
    path: '/history',
    operationId: 'getHistory',
    summary: 'States of checks and how long they held, the latest first',
    query: z.object({ ...listParameters, check: texts }),
    response: historyListSchema,
    csv: true,
    errors: [400, 401, 403],
  },
  {
    method: 'post',
    path: '/replay',
    operationId: 'replay',
    summary:
      'Evaluate a definition over the facts of the last weeks; nothing is stored',
    body: replayRequestSchema,
    response: replayResponseSchema,
    errors: [400, 401, 403, 404],
  },
  {
    method: 'get',
    path: '/exemptions',
    operationId: 'getExemptions',
    summary: 'Exemptions with their history, the latest first',
    query: z.object({ ...listParameters, check: texts, state: texts }),
    response: exemptionListSchema,
    csv: true,
    errors: [400, 401, 403],
  },
  {
    method: 'post',
    path: '/exemptions',
    operationId: 'requestExemption',
    summary: 'Ask the owner of a check to exempt one entity until an end',
    body: exemptionRequestSchema,
    response: exemptionSchema,
    status: 201,
    errors: [400, 401, 403, 404, 409],
  },
  {
    method: 'post',
    path: '/exemptions/{id}/decision',
    operationId: 'decideExemption',
    summary: 'Approve, deny, withdraw or revoke',
    params: z.object({ id: z.uuid() }),
    body: exemptionDecisionSchema,
    response: exemptionSchema,
    errors: [400, 401, 403, 404, 409],
  },
  {
    method: 'get',
    path: '/campaigns',
    operationId: 'getCampaigns',
    summary: 'Campaigns, the latest deadline first',
    query: z.object(listParameters),
    response: campaignListSchema,
    csv: true,
    errors: [400, 401, 403],
  },
  {
    method: 'post',
    path: '/campaigns',
    operationId: 'createCampaign',
    summary: 'Start a campaign: checks or a level, an audience, a deadline',
    body: campaignRequestSchema,
    response: campaignDetailSchema,
    status: 201,
    errors: [400, 401, 403, 404],
  },
  {
    method: 'get',
    path: '/campaigns/{id}',
    operationId: 'getCampaign',
    summary: 'One campaign with its progress by day and what remains',
    params: z.object({ id: z.uuid() }),
    response: campaignDetailSchema,
    errors: [401, 403, 404],
  },
  {
    method: 'post',
    path: '/campaigns/{id}/cancel',
    operationId: 'cancelCampaign',
    summary: 'End a campaign before its deadline',
    params: z.object({ id: z.uuid() }),
    response: campaignDetailSchema,
    errors: [401, 403, 404, 409],
  },
  {
    method: 'get',
    path: '/attestations',
    operationId: 'getAttestations',
    summary: 'What a team has attested about an entity, and what it may attest',
    query: attestationQuerySchema,
    response: attestationListSchema,
    errors: [400, 401, 403, 404],
  },
  {
    method: 'post',
    path: '/attestations',
    operationId: 'attest',
    summary: 'Attest something about an entity of the own team, until an end',
    body: attestRequestSchema,
    response: attestationListSchema,
    errors: [400, 401, 403, 404],
  },
  {
    method: 'get',
    path: '/badge/{kind}/{namespace}/{name}',
    operationId: 'getBadge',
    summary: 'Level of a component or offering as an image, or as text',
    params: z.object({
      kind: z.string(),
      namespace: z.string(),
      name: z.string(),
    }),
    query: badgeQuerySchema,
    response: z.string(),
    media: 'image/svg+xml',
    errors: [400, 401, 403, 404],
  },
];
