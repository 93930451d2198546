import { z } from 'zod';
import { Day, dayOf } from '../core/metrics/windows';
import { AdoptionQuery } from '../service/AdoptionService';
import { readCursor } from './pageCursor';
import { queryText, readQuery, refuseFaults } from './readQuery';
import { readOffering, readTeam } from './readRefs';

const MOST_ROWS = 10_000;

/** The parameters of `GET /adoption`. */
export const adoptionQueryShape = {
  team: queryText
    .optional()
    .describe('a team, or a unit: then every team below it'),
  offering: queryText.optional(),
  at: z.iso
    .date()
    .optional()
    .describe('the day looked at; absent: today. What is known now about it.'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_ROWS)
    .optional()
    .describe(`rows in one answer; absent: ${MOST_ROWS}`),
  cursor: queryText.optional().describe('nextCursor of the answer before'),
  format: z.enum(['json', 'csv']).optional(),
};

export interface AdoptionRequest extends AdoptionQuery {
  readonly offset: number;
  readonly limit: number;
  readonly format: 'json' | 'csv';
}

/** @throws InputError (400) with everything that is wrong */
export function parseAdoptionQuery(
  raw: Readonly<Record<string, unknown>>,
  now: Date,
): AdoptionRequest {
  const { values, faults } = readQuery(raw, adoptionQueryShape);
  const team = readTeam(values.team, faults);
  const offering = readOffering(values.offering, faults);
  const at: Day | undefined = values.at;
  if (at !== undefined && at > dayOf(now)) {
    faults.push(`'at' is '${at}', which is in the future`);
  }
  refuseFaults(faults);
  return {
    team,
    offering,
    at,
    offset: readCursor(values.cursor),
    limit: values.limit ?? MOST_ROWS,
    format: values.format ?? 'json',
  };
}
