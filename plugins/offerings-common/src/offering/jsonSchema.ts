import { z } from 'zod';
import { offeringSpecSchema } from './schema';

/** JSON Schema (draft 7) of `spec`, for the catalog's model; the same source as the validation. */
export function offeringSpecJsonSchema() {
  const { $schema: _, ...schema } = z.toJSONSchema(offeringSpecSchema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  });
  return schema;
}
