import { InputError } from '@backstage/errors';
import { printableText } from '@mli/plugin-insights-common';
import { z } from 'zod';

/** Texts in a query: printable and short. */
export const queryText = printableText(320);

type QueryShape = Readonly<Record<string, z.ZodType>>;
type QueryValues<S extends QueryShape> = {
  [K in keyof S]?: NonNullable<z.output<S[K]>>;
};

/**
 * Reads the parameters of a request, each by its own schema, so that everything wrong can be told at once.
 *
 * @param raw - `req.query`; an empty value counts as absent
 */
export function readQuery<const S extends QueryShape>(
  raw: Readonly<Record<string, unknown>>,
  shape: S,
): { values: QueryValues<S>; faults: string[] } {
  const faults: string[] = [];
  const values: QueryValues<S> = {};
  const known = Object.keys(shape);
  for (const name of Object.keys(raw)) {
    if (!known.includes(name)) {
      faults.push(
        `'${name.slice(0, 60)}' is not a parameter here; known are ${known.join(', ')}`,
      );
    }
  }
  for (const name of known) {
    const value = Object.hasOwn(raw, name) ? raw[name] : undefined;
    const schema = shape[name];
    if (schema === undefined || value === undefined || value === '') {
      continue;
    }
    if (typeof value !== 'string') {
      faults.push(`'${name}' may be given only once, as one value`);
      continue;
    }
    const read = schema.safeParse(value);
    if (read.success) {
      // The key is one of the shape, and the value is what its schema made of it.
      Object.assign(values, { [name]: read.data });
    } else {
      faults.push(faultOf(name, value, read.error));
    }
  }
  return { values, faults };
}

function faultOf(name: string, value: string, error: z.ZodError): string {
  const [issue] = error.issues;
  const shown = `'${name}' is '${value.slice(0, 60)}'`;
  if (issue?.code === 'invalid_value') {
    return `${shown}; it must be one of ${issue.values.join(', ')}`;
  }
  if (issue?.code === 'invalid_format' && issue.format === 'date') {
    return `${shown}; write a day as YYYY-MM-DD`;
  }
  if (issue?.code === 'too_big') {
    return `'${name}' may be at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
  }
  if (issue?.code === 'too_small') {
    return `'${name}' must be at least ${issue.minimum}`;
  }
  return `'${name}' ${issue?.message ?? 'cannot be read'}`;
}

/** @throws InputError (400) that tells every fault */
export function refuseFaults(faults: readonly string[]): void {
  if (faults.length > 0) {
    throw new InputError(`${faults.join('. ')}.`);
  }
}
