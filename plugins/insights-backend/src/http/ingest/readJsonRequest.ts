import { InputError } from '@backstage/errors';
import express from 'express';
import { z } from 'zod';
import {
  mediaTypeOf,
  parseJsonBytes,
  readBodyBytes,
  RequestRefusedError,
} from './readJsonBody';

/**
 * The body of a request that asks for something, by its schema.
 *
 * @throws InputError (400) that tells every fault, RequestRefusedError (415) for another type than JSON
 */
export async function readJsonRequest<T extends z.ZodType>(
  req: express.Request,
  res: express.Response,
  schema: T,
): Promise<z.output<T>> {
  if (mediaTypeOf(req) !== 'application/json') {
    throw new RequestRefusedError(415, 'This route takes application/json.');
  }
  const read = schema.safeParse(parseJsonBytes(await readBodyBytes(req, res)));
  if (!read.success) {
    const faults = read.error.issues.map(issue =>
      issue.path.length === 0
        ? issue.message
        : `'${issue.path.slice(0, 2).join('.')}': ${issue.message}`,
    );
    throw new InputError(`${faults.slice(0, 10).join('. ')}.`);
  }
  return read.data;
}
