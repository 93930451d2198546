import { z } from 'zod';
import { createOfferingSpecSchema } from './schema';

/** JSON Schema (draft 7) of `spec`, for the catalog's model; from the schema that validates it. */
export function offeringSpecJsonSchema(stages: readonly string[]) {
  const { $schema: _, ...schema } = z.toJSONSchema(
    createOfferingSpecSchema(stages),
    { target: 'draft-7', io: 'input', unrepresentable: 'any' },
  );
  return schema;
}
