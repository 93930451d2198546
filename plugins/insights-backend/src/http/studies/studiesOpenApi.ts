import {
  extendStudySchema,
  offeringEffectSchema,
  planRolloutSchema,
  registerStudySchema,
  rolloutSchema,
  STUDY_OUTCOMES,
  STUDY_STATES,
  studyDetailSchema,
  studyProposalSchema,
  studySummarySchema,
  studyWhatIfSchema,
} from '@mli/plugin-insights-common';
import { z } from 'zod';
import { OpenApiRegistry } from '../openapi';
import { queryText } from '../readQuery';

export const studiesQueryShape = {
  offering: queryText.optional(),
  state: z.enum(STUDY_STATES).optional(),
  format: z.enum(['json', 'csv']).optional(),
};
export const studyQueryShape = {
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('absent: the latest'),
};
export const cellsQueryShape = {
  ...studyQueryShape,
  format: z.enum(['csv']).optional().describe('always CSV'),
};
export const effectsQueryShape = {
  offering: queryText.optional(),
  outcome: z.enum(STUDY_OUTCOMES).optional(),
};
export const rolloutsQueryShape = { offering: queryText.optional() };

const REFUSALS = {
  400: {
    description:
      'What is asked for is wrong; the message names everything that is',
  },
  401: { description: 'No credentials' },
  403: { description: 'Not for this caller; the message says who can' },
};
const NOT_FOUND = {
  404: { description: 'Nothing of that name that the caller can see' },
};
const CONFLICT = { 409: { description: 'Registered already, or still open' } };

function json(description: string, schema: z.ZodType) {
  return { description, content: { 'application/json': { schema } } };
}

function listOf(schema: z.ZodType) {
  return z.object({ items: z.array(schema) });
}

/** Describes studies and rollouts with the schemas that validate their requests. */
export function describeStudies(openApi: OpenApiRegistry): void {
  const summary = openApi.register('StudySummary', studySummarySchema);
  const detail = openApi.register('StudyDetail', studyDetailSchema);
  const effect = openApi.register('OfferingEffect', offeringEffectSchema);
  const rollout = openApi.register('Rollout', rolloutSchema);
  const id = z.object({ id: z.string() });
  const tags = ['studies'];
  openApi.registerPath({
    method: 'get',
    path: '/studies',
    tags,
    summary: 'Studies of what adopting an offering did, by their finish date',
    request: { query: z.object(studiesQueryShape) },
    responses: {
      200: {
        description: 'The latest version of each',
        content: {
          'application/json': { schema: listOf(summary) },
          'text/csv': { schema: z.string() },
        },
      },
      ...REFUSALS,
    },
  });
  openApi.registerPath({
    method: 'post',
    path: '/studies',
    tags,
    summary: 'Register a study: the question, before anything is computed',
    request: {
      body: {
        content: { 'application/json': { schema: registerStudySchema } },
      },
    },
    responses: {
      201: json('Registered', summary),
      ...REFUSALS,
      ...NOT_FOUND,
      ...CONFLICT,
    },
  });
  openApi.registerPath({
    method: 'get',
    path: '/studies/proposals',
    tags,
    summary: 'Studies that claims of offerings ask for and nobody registered',
    responses: {
      200: json('Proposals', listOf(studyProposalSchema)),
      ...REFUSALS,
    },
  });
  openApi.registerPath({
    method: 'get',
    path: '/studies/effects',
    tags,
    summary: 'What finished studies say about offerings',
    request: { query: z.object(effectsQueryShape) },
    responses: { 200: json('Effects', listOf(effect)), ...REFUSALS },
  });
  openApi.registerPath({
    method: 'get',
    path: '/studies/{id}',
    tags,
    summary: 'A study with its answer and everything beside it',
    request: { params: id, query: z.object(studyQueryShape) },
    responses: { 200: json('The study', detail), ...REFUSALS, ...NOT_FOUND },
  });
  openApi.registerPath({
    method: 'post',
    path: '/studies/{id}/versions',
    tags,
    summary: 'Extend a study: a new version with a later analysis date',
    request: {
      params: id,
      body: { content: { 'application/json': { schema: extendStudySchema } } },
    },
    responses: {
      201: json('The new version', summary),
      ...REFUSALS,
      ...NOT_FOUND,
      ...CONFLICT,
    },
  });
  openApi.registerPath({
    method: 'get',
    path: '/studies/{id}/cells',
    tags,
    summary: 'The released cells of a study, and how many were withheld',
    request: { params: id, query: z.object(cellsQueryShape) },
    responses: {
      200: {
        description: 'CSV',
        content: { 'text/csv': { schema: z.string() } },
      },
      ...REFUSALS,
      ...NOT_FOUND,
    },
  });
  openApi.registerPath({
    method: 'get',
    path: '/studies/{id}/what-if',
    tags,
    summary: 'What teams that have not begun might see',
    request: { params: id },
    responses: {
      200: json('What if', studyWhatIfSchema),
      ...REFUSALS,
      ...NOT_FOUND,
    },
  });
  openApi.registerPath({
    method: 'get',
    path: '/rollouts',
    tags: ['rollouts'],
    summary: 'Orders of adoption drawn at random',
    request: { query: z.object(rolloutsQueryShape) },
    responses: { 200: json('Rollouts', listOf(rollout)), ...REFUSALS },
  });
  openApi.registerPath({
    method: 'post',
    path: '/rollouts',
    tags: ['rollouts'],
    summary: 'Draw an order of adoption at random within strata, and store it',
    request: {
      body: { content: { 'application/json': { schema: planRolloutSchema } } },
    },
    responses: { 201: json('Drawn', rollout), ...REFUSALS, ...NOT_FOUND },
  });
}
