import {
  faultSchema,
  levelRowSchema,
  pushedFactSchema,
  resultRowSchema,
  scorecardDefinitionSchema,
  scorecardItemSchema,
} from '@mli/plugin-scorecards-common';
import { documentRefusals } from '@mli/plugin-ml-platform-node';
import { z } from 'zod';
import { type Operation, OPERATIONS } from './operations';

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

const WHEN: Readonly<Record<number, string>> = {
  400: 'something is wrong with the request; the message says what',
  401: 'no credentials',
  403: 'the caller lacks the permission',
  404: 'there is no such thing, or the caller may not see it',
  409: 'it is no longer as the caller thought; the message says how it is',
};

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
  const { media = 'application/json', status = 200 } = operation;
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
      [status]: {
        description: 'the answer',
        content: {
          [media]: { schema: refTo(`${operationId}Response`) },
          ...(csv && { 'text/csv': { schema: { type: 'string' } } }),
        },
      },
      ...Object.fromEntries(
        errors.map(refusal => [
          refusal,
          {
            description: WHEN[refusal] ?? '',
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
  document ??= documentRefusals(describe());
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
