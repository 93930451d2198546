import { z } from 'zod';

/** A text of a request that PostgreSQL can store and look for, and people can read. */
export const printableText = (longest: number, text = z.string()) =>
  text
    .max(longest)
    // eslint-disable-next-line no-control-regex -- control characters are what this refuses
    .regex(/^[^\u0000-\u001f]*$/, 'must be printable characters');
