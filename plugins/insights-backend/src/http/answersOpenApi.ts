import {
  adoptionRowSchema,
  insightsFactsResponseSchema,
  insightsScopeSchema,
  METRIC_IDS,
  metricAnswerSchema,
} from '@mli/plugin-insights-common';
import { z } from 'zod';
import { factsQueryShape } from './factsRouter';
import { OpenApiRegistry } from './openapi';
import { adoptionQueryShape } from './parseAdoptionQuery';
import { metricQueryShape } from './parseMetricQuery';

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

function json(description: string, schema: z.ZodType) {
  return { description, content: { 'application/json': { schema } } };
}

function jsonOrCsv(description: string, schema: z.ZodType) {
  return {
    description,
    content: {
      'application/json': { schema },
      'text/csv': { schema: z.string() },
    },
  };
}

/** Describes metrics, adoption, scope and facts with the schemas that validate their requests. */
export function describeAnswers(openApi: OpenApiRegistry): void {
  const metricAnswer = openApi.register('MetricAnswer', metricAnswerSchema);
  const adoptionRow = openApi.register('AdoptionRow', adoptionRowSchema);
  openApi.registerPath({
    method: 'get',
    path: '/metrics/{metric}',
    tags: ['metrics'],
    summary:
      'What a metric is for a unit, in a window, for at most one of stage, offering, source, component',
    description:
      'With groupBy a list, else one answer. A hidden answer has no n, people or value.',
    request: {
      params: z.object({ metric: z.enum(METRIC_IDS) }),
      query: z.object(metricQueryShape),
    },
    responses: {
      200: jsonOrCsv(
        'One answer; with groupBy a list of them',
        z.union([metricAnswer, z.object({ items: z.array(metricAnswer) })]),
      ),
      ...REFUSALS,
      ...NOT_FOUND,
    },
  });
  openApi.registerPath({
    method: 'get',
    path: '/adoption',
    tags: ['adoption'],
    summary: 'What teams say about offerings, and what their runs show',
    request: { query: z.object(adoptionQueryShape) },
    responses: {
      200: jsonOrCsv(
        'One row a team and offering, ordered by both',
        z.object({
          items: z.array(adoptionRow),
          nextCursor: z.string().optional(),
        }),
      ),
      ...REFUSALS,
      ...NOT_FOUND,
    },
  });
  openApi.registerPath({
    method: 'get',
    path: '/scope',
    tags: ['scope'],
    summary: 'Who is looking, and which units, stages and sources there are',
    responses: { 200: json('The scope', insightsScopeSchema), ...REFUSALS },
  });
  openApi.registerPath({
    method: 'get',
    path: '/facts',
    tags: ['facts'],
    summary: 'Current facts for scorecards, page by page',
    request: { query: z.object(factsQueryShape) },
    responses: {
      200: json('A page of facts', insightsFactsResponseSchema),
      ...REFUSALS,
    },
  });
}
