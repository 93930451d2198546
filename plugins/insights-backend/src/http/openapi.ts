import {
  OpenApiGeneratorV31,
  OpenAPIRegistry,
} from '@asteasolutions/zod-to-openapi';
import { documentRefusals } from '@mli/plugin-ml-platform-node';
import express from 'express';
import { z } from 'zod';

/**
 * Every area registers its routes here, with the schemas that validate them; `/openapi.json` is made of it.
 *
 * `register` of the library wants schemas made after it has patched zod; ours come from a package that knows nothing
 * of it, so a named schema is turned into JSON Schema here, which OpenAPI 3.1 takes as it is.
 */
export class OpenApiRegistry extends OpenAPIRegistry {
  override register<T extends z.ZodType>(name: string, schema: T): T {
    const { $schema: _, ...component } = z.toJSONSchema(schema);
    // The library's type of a schema is narrower than JSON Schema 2020-12.
    this.registerComponent('schemas', name, component as object);
    return schema;
  }
}

/** What a list answers beside JSON when it is asked with `format=csv`. */
export const AS_CSV = { 'text/csv': { schema: z.string() } };

export function createOpenApiRegistry(): OpenApiRegistry {
  return new OpenApiRegistry();
}

/** Serves what all areas have registered; add it last. */
export function addOpenApiRoute(
  router: express.Router,
  context: { readonly openApi: OpenApiRegistry },
): void {
  const document = documentRefusals(
    new OpenApiGeneratorV31(context.openApi.definitions).generateDocument({
      openapi: '3.1.0',
      info: { title: 'Insights', version: '1' },
      servers: [{ url: '/api/insights' }],
    }),
  );
  router.get('/openapi.json', (_, res) => {
    res.json(document);
  });
}
