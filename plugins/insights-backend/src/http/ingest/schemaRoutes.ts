import { NotFoundError } from '@backstage/errors';
import {
  PUBLISHED_SCHEMAS,
  schemaListSchema,
} from '@mli/plugin-insights-common';
import express from 'express';
import { z } from 'zod';
import { OpenApiRegistry } from '../openapi';

/** The JSON Schemas of our own messages, made of what validates them; readable without sign-in. */
export function addSchemaRoutes(
  router: express.Router,
  openApi: OpenApiRegistry,
): void {
  const documents = new Map(
    PUBLISHED_SCHEMAS.map(({ name, title, schema }) => [
      name,
      { ...z.toJSONSchema(schema, { io: 'input' }), title },
    ]),
  );

  router.get('/schemas', (req, res) => {
    res.json({
      items: PUBLISHED_SCHEMAS.map(({ name, title }) => ({
        name,
        title,
        url: `${req.baseUrl}/schemas/${name}.json`,
      })),
    });
  });

  router.get('/schemas/:file', (req, res) => {
    const document = documents.get(req.params.file.replace(/\.json$/, ''));
    if (!document || !req.params.file.endsWith('.json')) {
      throw new NotFoundError(
        `There is no such schema; there are ${[...documents.keys()].map(name => `${name}.json`).join(', ')}.`,
      );
    }
    res.type('application/schema+json').send(JSON.stringify(document));
  });

  openApi.registerPath({
    method: 'get',
    path: '/schemas',
    tags: ['ingest'],
    security: [],
    summary: 'The JSON Schemas of our own messages',
    responses: {
      200: {
        description: 'Their names',
        content: { 'application/json': { schema: schemaListSchema } },
      },
    },
  });
  openApi.registerPath({
    method: 'get',
    path: '/schemas/{name}.json',
    tags: ['ingest'],
    security: [],
    summary: 'One JSON Schema',
    request: {
      params: z.object({
        name: z.enum(
          PUBLISHED_SCHEMAS.map(({ name }) => name) as [string, ...string[]],
        ),
      }),
    },
    responses: {
      200: {
        description: 'JSON Schema 2020-12',
        content: { 'application/schema+json': { schema: z.looseObject({}) } },
      },
      404: { description: 'No such schema' },
    },
  });
}
