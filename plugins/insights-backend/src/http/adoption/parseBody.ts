import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** @throws InputError (400) that tells every fault of a JSON body, each with its field */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) {
    return read.data;
  }
  const faults = read.error.issues.map(issue => {
    const field = issue.path.join('.') || 'the body';
    if (issue.code === 'unrecognized_keys') {
      return `'${issue.keys.join("', '")}' is not a field here`;
    }
    return `'${field}' ${issue.message.replace(/^Invalid input: /, 'is wrong: ')}`;
  });
  throw new InputError(`${faults.join('. ')}.`);
}
