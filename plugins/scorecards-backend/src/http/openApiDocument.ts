import {
  dryRunRequestSchema,
  dryRunResponseSchema,
  factPushRequestSchema,
  factPushResponseSchema,
  factSchemaListSchema,
  faultSchema,
  levelListSchema,
  levelRowSchema,
  pushedFactSchema,
  resultListSchema,
  resultRowSchema,
  scorecardDefinitionSchema,
  scorecardItemSchema,
  scorecardListSchema,
} from '@mli/plugin-scorecards-common';
import { z } from 'zod';
import { MAX_LIMIT } from './parseListQuery';

type JsonObject = Record<string, unknown>;

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: JsonObject;
  readonly servers: readonly JsonObject[];
  readonly paths: Readonly<Record<string, JsonObject>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly securitySchemes: JsonObject;
  };
}

const errorSchema = z.object({
  error: z.looseObject({
    name: z.string(),
    message: z.string(),
    faults: z.array(faultSchema).optional().describe('of a dry run'),
  }),
  request: z.object({ method: z.string(), url: z.string() }).optional(),
  response: z.object({ statusCode: z.int() }),
});

/** Texts may be repeated or separated by commas, which the parser takes apart; here they are what a caller sends. */
const texts = z.union([z.string(), z.array(z.string())]).optional();
const listParameters = {
  entity: texts.describe('refs with their kinds, such as group:default/lanes'),
  scorecard: texts.describe('names or refs of scorecards'),
  limit: z.int().min(1).max(MAX_LIMIT).optional(),
  cursor: z.string().optional().describe('nextCursor of the page before'),
  format: z.enum(['json', 'csv']).optional(),
};

const WHEN: Readonly<Record<number, string>> = {
  400: 'something is wrong with the request; the message says what',
  401: 'no credentials',
  403: 'the caller lacks the permission',
  404: 'there is no such thing, or the caller may not see it',
};

interface Operation {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly response: z.ZodType;
  readonly csv?: boolean;
  readonly query?: z.ZodObject;
  readonly params?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly errors: readonly number[];
}

const OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/results',
    operationId: 'getResults',
    summary: 'Current results of checks, of the entities the caller may see',
    query: z.object({
      ...listParameters,
      check: texts.describe('ids of checks'),
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
];

const COMPONENTS: Readonly<Record<string, z.ZodType>> = {
  Error: errorSchema,
  Fault: faultSchema,
  Result: resultRowSchema,
  Level: levelRowSchema,
  Scorecard: scorecardItemSchema,
  ScorecardDefinition: scorecardDefinitionSchema,
  PushedFact: pushedFactSchema,
};

/** OpenAPI 3.1 takes JSON Schema as it is; what the parser names as a component is referred to. */
function componentSchemas(): Record<string, unknown> {
  const named = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(COMPONENTS)) {
    named.add(schema, { id });
  }
  OPERATIONS.forEach(({ operationId, response, body }) => {
    named.add(response, { id: `${operationId}Response` });
    if (body) {
      named.add(body, { id: `${operationId}Request` });
    }
  });
  const { schemas } = z.toJSONSchema(named, {
    io: 'input',
    uri: id => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas)
      .filter(([id]) => !id.startsWith('__'))
      .map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}

function parametersOf(schema: z.ZodObject | undefined, where: string) {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const { $schema: _, ...json } = z.toJSONSchema(field, { io: 'input' });
    return {
      name,
      in: where,
      required: where === 'path',
      description: json.description,
      schema: json,
    };
  });
}

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function describeOperation(operation: Operation): JsonObject {
  const { operationId, summary, query, params, body, csv, errors } = operation;
  return {
    operationId,
    summary,
    security: [{ bearer: [] }],
    parameters: [
      ...parametersOf(params, 'path'),
      ...parametersOf(query, 'query'),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: refTo(`${operationId}Request`) },
        },
      },
    }),
    responses: {
      200: {
        description: 'the answer',
        content: {
          'application/json': { schema: refTo(`${operationId}Response`) },
          ...(csv && { 'text/csv': { schema: { type: 'string' } } }),
        },
      },
      ...Object.fromEntries(
        errors.map(status => [
          status,
          {
            description: WHEN[status] ?? '',
            content: { 'application/json': { schema: refTo('Error') } },
          },
        ]),
      ),
    },
  };
}

let document: OpenApiDocument | undefined;

/** OpenAPI 3.1 of this plugin, from the schemas that validate requests and type answers. */
export function openApiDocument(): OpenApiDocument {
  document ??= describe();
  return document;
}

function describe(): OpenApiDocument {
  const paths: Record<string, JsonObject> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: describeOperation(operation),
    };
  }
  paths['/openapi.json'] = {
    get: {
      operationId: 'getOpenApi',
      summary: 'This document; readable without signing in',
      security: [],
      responses: {
        200: {
          description: 'OpenAPI 3.1',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Scorecards',
      version: '1',
      description:
        'Facts in; results and levels out. A result is filtered by what the caller may see in the catalog, and one that rests on the speed of a team by who may see that.',
    },
    servers: [{ url: '/api/scorecards' }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'a Backstage user token, or a service token',
        },
      },
    },
  };
}
