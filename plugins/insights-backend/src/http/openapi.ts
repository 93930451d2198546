import {
  OpenApiGeneratorV31,
  OpenAPIRegistry,
} from '@asteasolutions/zod-to-openapi';
import express from 'express';

/** Every area registers its routes here, with the schemas that validate them; `/openapi.json` is made of it. */
export type OpenApiRegistry = OpenAPIRegistry;

export function createOpenApiRegistry(): OpenApiRegistry {
  return new OpenAPIRegistry();
}

/** Serves what all areas have registered; add it last. */
export function addOpenApiRoute(
  router: express.Router,
  context: { readonly openApi: OpenApiRegistry },
): void {
  const document = new OpenApiGeneratorV31(
    context.openApi.definitions,
  ).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Insights', version: '1' },
    servers: [{ url: '/api/insights' }],
  });
  router.get('/openapi.json', (_, res) => {
    res.json(document);
  });
}
