import { InputError } from '@backstage/errors';
import { isStorableText, SCORECARD_KIND } from '@mli/plugin-scorecards-common';
import { z } from 'zod';
import { fullEntityRef } from '../service/fullEntityRef';
import { decodeCursor } from './cursor';

const DEFAULT_LIMIT = 500;
export const MAX_LIMIT = 10_000;
const MAX_VALUES = 500;

const texts = z
  .union([z.string(), z.array(z.string())])
  .transform(value => [value].flat().flatMap(text => text.split(',')))
  .pipe(
    z
      .array(
        z
          .string()
          .trim()
          .min(1)
          .max(400)
          .refine(isStorableText, 'has characters that no name has'),
      )
      .max(MAX_VALUES),
  );

/** Query of `/results` and `/levels`; the schema is also what openapi.json tells. */
export const listQuerySchema = z.strictObject({
  entity: texts
    .optional()
    .describe('entity refs with their kinds; repeated or separated by commas'),
  scorecard: texts.optional().describe('names or refs of scorecards'),
  check: texts.optional().describe('ids of checks'),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).optional(),
  cursor: z.string().max(4_000).optional(),
  format: z.enum(['json', 'csv']).optional(),
});

export interface ListQuery {
  readonly entities?: string[];
  readonly scorecards?: string[];
  readonly checks?: string[];
  readonly limit: number;
  readonly after?: string[];
  readonly format: 'json' | 'csv';
}

export interface ListQueryOptions {
  /** Parts of the key that a cursor holds. */
  readonly keyLength: number;
  readonly allowCheck: boolean;
}

/** Reads refs and collects a problem for each that is none. */
function readRefs(
  values: string[] | undefined,
  {
    name,
    example,
    defaultKind,
  }: { name: string; example: string; defaultKind?: string },
  problems: string[],
): string[] | undefined {
  return values?.flatMap(value => {
    const ref = fullEntityRef(value, defaultKind);
    if (ref === undefined) {
      problems.push(
        `${name} '${value}' is no entity ref; write it like ${example}`,
      );
      return [];
    }
    return ref;
  });
}

/** @throws InputError with everything that is wrong with the query */
export function parseListQuery(
  input: unknown,
  { keyLength, allowCheck }: ListQueryOptions,
): ListQuery {
  const schema = allowCheck
    ? listQuerySchema
    : listQuerySchema.omit({ check: true });
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw new InputError(
      parsed.error.issues
        .map(issue =>
          [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
        )
        .join('; '),
    );
  }
  const query = parsed.data;
  const problems: string[] = [];
  const entities = readRefs(
    query.entity,
    { name: 'entity', example: 'group:default/lanes' },
    problems,
  );
  const scorecards = readRefs(
    query.scorecard,
    { name: 'scorecard', example: 'adoption', defaultKind: SCORECARD_KIND },
    problems,
  );
  if (problems.length > 0) {
    throw new InputError(problems.join('; '));
  }
  const format = query.format ?? 'json';
  return {
    entities,
    scorecards,
    checks:
      'check' in query ? (query.check as string[] | undefined) : undefined,
    limit: query.limit ?? (format === 'csv' ? MAX_LIMIT : DEFAULT_LIMIT),
    after:
      query.cursor === undefined
        ? undefined
        : decodeCursor(query.cursor, keyLength),
    format,
  };
}
