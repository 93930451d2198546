import { InputError } from '@backstage/errors';
import type { z } from 'zod';

/**
 * Reads what a request says, its body or its query.
 *
 * @throws InputError that names every part which is not as it must be
 */
export function parseBody<T extends z.ZodType>(
  schema: T,
  body: unknown,
): z.output<T> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw new InputError(
      parsed.error.issues
        .map(
          issue =>
            `${issue.path.map(String).join('.') || 'the request'}: ${issue.message}`,
        )
        .join('; '),
    );
  }
  return parsed.data;
}
