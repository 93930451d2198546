import {
  OpenApiGeneratorV31,
  OpenAPIRegistry,
  RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { jobMatchesSchema } from '@mli/plugin-insights-common';
import {
  bulkRequestSchema,
  bulkResponseSchema,
  editRequestSchema,
  handOverDecisionSchema,
  handOverListSchema,
  handOverRequestSchema,
  handOverSchema,
  historySchema,
  importedFileListSchema,
  providedSchema,
  registerClaimsSchema,
  registerScopeSchema,
  registrationListSchema,
  registrationSchema,
  saveRequestSchema,
  validateRequestSchema,
  validateResponseSchema,
} from '@mli/plugin-offerings-common';
import { documentRefusals } from '@mli/plugin-ml-platform-node';
import { z } from 'zod';
import { claimsQueryShape, matchesRequestSchema } from './claimRoutes';
import { DIRECTORY_ROUTES } from './directoryRoutes';
import { listQueryShape } from './parse';
import { providedQueryShape } from './providedRoute';

const REFUSALS = {
  400: {
    description:
      'Something sent is wrong; the message says which field and why',
  },
  401: { description: 'No credentials' },
  403: { description: 'Not for this caller; the message says who can' },
};
const NOT_FOUND = {
  404: { description: 'Nothing of that id that the caller can see' },
};
const CONFLICT = {
  409: {
    description:
      'Registered already (error.duplicates), changed by somebody else (error.current, error.changed), or described by a file in Git (error.git)',
  },
};
const id = z.object({ id: z.string() });
const TAG_REGISTRATIONS = ['registrations'];
const TAG_HAND_OVERS = ['hand-overs'];

function answer(schema: z.ZodType, description = 'Done') {
  return { description, content: { 'application/json': { schema } } };
}

function body(schema: z.ZodType) {
  return { body: { content: { 'application/json': { schema } } } };
}

const READS: readonly RouteConfig[] = [
  {
    method: 'get',
    path: '/register-scope',
    tags: TAG_REGISTRATIONS,
    summary: 'What the caller can register, for whom',
    responses: { 200: answer(registerScopeSchema), ...REFUSALS },
  },
  {
    method: 'get',
    path: '/registrations',
    tags: TAG_REGISTRATIONS,
    summary: 'Registrations the caller can see, by name',
    request: { query: z.object(listQueryShape) },
    responses: {
      200: {
        description: 'A page; as CSV, x-next-cursor has the next cursor',
        content: {
          'application/json': { schema: registrationListSchema },
          'text/csv': { schema: z.string() },
        },
      },
      ...REFUSALS,
    },
  },
  {
    method: 'get',
    path: '/registrations/{id}',
    tags: TAG_REGISTRATIONS,
    summary: 'One registration; its ETag is its version',
    request: { params: id },
    responses: { 200: answer(registrationSchema), ...REFUSALS, ...NOT_FOUND },
  },
  {
    method: 'get',
    path: '/registrations/{id}/history',
    tags: TAG_REGISTRATIONS,
    summary: 'Every change, with author and time; for the team and MLI leads',
    request: { params: id },
    responses: { 200: answer(historySchema), ...REFUSALS, ...NOT_FOUND },
  },
  {
    method: 'get',
    path: '/registrations/{id}/entity.yaml',
    tags: TAG_REGISTRATIONS,
    summary: 'The same component as a catalog-info.yaml',
    request: { params: id },
    responses: {
      200: {
        description: 'The file',
        content: { 'application/yaml': { schema: z.string() } },
      },
      ...REFUSALS,
      ...NOT_FOUND,
    },
  },
  {
    method: 'get',
    path: '/hand-overs',
    tags: TAG_HAND_OVERS,
    summary: 'Hand-overs from and to the teams of the caller, newest first',
    responses: { 200: answer(handOverListSchema), ...REFUSALS },
  },
  {
    method: 'get',
    path: '/claims',
    tags: ['claims'],
    summary: 'Jobs that look like a team’s own; for its members and MLI leads',
    request: { query: z.object(claimsQueryShape) },
    responses: { 200: answer(registerClaimsSchema), ...REFUSALS },
  },
  {
    method: 'get',
    path: '/provided',
    tags: ['catalog'],
    summary: 'What the catalog gets from the portal; for the catalog only',
    request: { query: z.object(providedQueryShape) },
    responses: { 200: answer(providedSchema), ...REFUSALS },
  },
];

const WRITES: readonly RouteConfig[] = [
  {
    method: 'post',
    path: '/registrations/validate',
    tags: TAG_REGISTRATIONS,
    summary: 'What would become of a draft; writes nothing',
    request: body(validateRequestSchema),
    responses: { 200: answer(validateResponseSchema), ...REFUSALS },
  },
  {
    method: 'post',
    path: '/registrations',
    tags: TAG_REGISTRATIONS,
    summary: 'Registers a component',
    request: body(saveRequestSchema),
    responses: {
      201: answer(registrationSchema, 'Registered'),
      ...REFUSALS,
      ...CONFLICT,
    },
  },
  {
    method: 'put',
    path: '/registrations/{id}',
    tags: TAG_REGISTRATIONS,
    summary:
      'Changes a registration the caller has seen, by If-Match or version',
    request: {
      params: id,
      headers: z.object({ 'if-match': z.string().optional() }),
      ...body(editRequestSchema),
    },
    responses: {
      200: answer(registrationSchema),
      ...REFUSALS,
      ...NOT_FOUND,
      ...CONFLICT,
    },
  },
  ...(['retire', 'restore'] as const).map((action): RouteConfig => ({
    method: 'post',
    path: `/registrations/{id}/${action}`,
    tags: TAG_REGISTRATIONS,
    summary:
      action === 'retire'
        ? 'Takes a component out of the catalog; nothing is forgotten'
        : 'Undoes that, or takes a component back whose file in Git has gone',
    request: { params: id },
    responses: {
      200: answer(registrationSchema),
      ...REFUSALS,
      ...NOT_FOUND,
      ...CONFLICT,
    },
  })),
  {
    method: 'post',
    path: '/registrations/{id}/hand-over',
    tags: TAG_HAND_OVERS,
    summary: 'Asks another team to take a component over',
    request: { params: id, ...body(handOverRequestSchema) },
    responses: {
      201: answer(handOverSchema, 'Asked'),
      ...REFUSALS,
      ...NOT_FOUND,
      ...CONFLICT,
    },
  },
  ...(['accept', 'decline', 'withdraw'] as const).map(
    (action): RouteConfig => ({
      method: 'post',
      path: `/hand-overs/{id}/${action}`,
      tags: TAG_HAND_OVERS,
      summary: `A hand-over that waits: ${action}`,
      request: { params: id, ...body(handOverDecisionSchema) },
      responses: {
        200: answer(handOverSchema),
        ...REFUSALS,
        ...NOT_FOUND,
        ...CONFLICT,
      },
    }),
  ),
  {
    method: 'post',
    path: '/registrations/bulk',
    tags: TAG_REGISTRATIONS,
    summary:
      'Registers the rows of a CSV or YAML file; safe to send again, nothing is made twice',
    request: body(bulkRequestSchema),
    responses: { 200: answer(bulkResponseSchema), ...REFUSALS },
  },
  {
    method: 'get',
    path: '/imported-files',
    tags: ['imported files'],
    summary:
      'Imported catalog-info.yaml files that describe something of the caller’s teams',
    responses: { 200: answer(importedFileListSchema), ...REFUSALS },
  },
  {
    method: 'delete',
    path: '/imported-files/{id}',
    tags: ['imported files'],
    summary:
      'The catalog stops reading a file; for those to whose teams all of it belongs',
    request: { params: id },
    responses: {
      204: { description: 'Done' },
      ...REFUSALS,
      ...NOT_FOUND,
    },
  },
  {
    method: 'post',
    path: '/claims/matches',
    tags: ['claims'],
    summary: 'Which jobs patterns match, and how many runs they have',
    request: body(matchesRequestSchema),
    responses: { 200: answer(jobMatchesSchema), ...REFUSALS },
  },
];

let document: unknown;

/** Made of the schemas that validate the requests. */
export function openApiDocument(): unknown {
  document ??= documentRefusals(makeDocument());
  return document;
}

function makeDocument() {
  const registry = new OpenAPIRegistry();
  registry.registerPath({
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    responses: {
      200: answer(z.record(z.string(), z.unknown()), 'OpenAPI 3.1'),
    },
  });
  for (const route of [...READS, ...WRITES, ...DIRECTORY_ROUTES]) {
    registry.registerPath(route);
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Offerings: registration of components',
      version: '1',
      description:
        'Errors have the body of Backstage: {error: {name, message}, request, response}.',
    },
    servers: [{ url: '/api/offerings' }],
  });
}
