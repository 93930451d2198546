import { InputError } from '@backstage/errors';
import {
  CHECK_STATES,
  type CheckState,
  EXEMPTION_STATES,
  type ExemptionState,
  isStorableText,
  SCORECARD_KIND,
} from '@mli/plugin-scorecards-common';
import { z } from 'zod';
import { parseBody } from '@mli/plugin-ml-platform-node';
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
  state: texts.optional().describe('states'),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).optional(),
  cursor: z.string().max(4_000).optional(),
  format: z.enum(['json', 'csv']).optional(),
});

export interface ListQuery {
  readonly entities?: string[];
  readonly scorecards?: string[];
  readonly checks?: string[];
  readonly states?: CheckState[];
  readonly exemptionStates?: ExemptionState[];
  readonly limit: number;
  readonly after?: string[];
  readonly format: 'json' | 'csv';
}

export interface ListQueryOptions {
  /** Parts of the key that a cursor holds. */
  readonly keyLength: number;
  /** What a route takes besides entity and scorecard. */
  readonly allow?: readonly ('check' | 'state' | 'exemptionState')[];
  /** Largest page; default MAX_LIMIT. */
  readonly mostRows?: number;
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

/** Reads states and collects a problem where one is none. */
function readStates<T extends string>(
  values: string[] | undefined,
  allowed: readonly T[],
  problems: string[],
): T[] | undefined {
  return values?.flatMap(value => {
    const state = allowed.find(candidate => candidate === value);
    if (state === undefined) {
      problems.push(`state '${value}' is not one of ${allowed.join(', ')}`);
      return [];
    }
    return state;
  });
}

/** @throws InputError with everything that is wrong with the query */
export function parseListQuery(
  input: unknown,
  { keyLength, allow = [], mostRows = MAX_LIMIT }: ListQueryOptions,
): ListQuery {
  const takesState =
    allow.includes('state') || allow.includes('exemptionState');
  const schema = listQuerySchema.omit({
    ...(allow.includes('check') ? {} : { check: true as const }),
    ...(takesState ? {} : { state: true as const }),
    ...(keyLength > 0 ? {} : { limit: true as const, cursor: true as const }),
  });
  // what is left out of the schema is refused by it, being strict
  const query = parseBody(schema, input) as z.output<typeof listQuerySchema>;
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
  const ofChecks = allow.includes('state');
  const states = ofChecks
    ? readStates(query.state, CHECK_STATES, problems)
    : undefined;
  const exemptionStates = ofChecks
    ? undefined
    : readStates(query.state, EXEMPTION_STATES, problems);
  if (problems.length > 0) {
    throw new InputError(problems.join('; '));
  }
  const format = query.format ?? 'json';
  const wanted = query.limit ?? (format === 'csv' ? MAX_LIMIT : DEFAULT_LIMIT);
  return {
    ...{ entities, scorecards, states, exemptionStates, format },
    checks: query.check,
    limit: Math.min(wanted, mostRows),
    after:
      query.cursor === undefined
        ? undefined
        : decodeCursor(query.cursor, keyLength),
  };
}

/** Query of `/trend` besides that of lists. */
export const trendQuerySchema = z.strictObject({
  days: z.coerce.number().int().min(1).max(366).default(90),
  unit: z
    .string()
    .min(1)
    .max(400)
    .optional()
    .describe('a Group; with those below it'),
});

export const badgeQuerySchema = z.strictObject({
  scorecard: z.string().min(1).max(400),
  format: z.enum(['svg', 'text']).optional(),
});

export const attestationQuerySchema = z.strictObject({
  entity: z.string().min(1).max(400),
});
