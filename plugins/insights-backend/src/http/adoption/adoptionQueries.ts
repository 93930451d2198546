import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { readCursor } from '../pageCursor';
import { queryText, readQuery, refuseFaults } from '../readQuery';
import { readOffering, readTeam } from '../readRefs';

const MOST_ROWS = 1_000;

const PAIR = {
  team: queryText.describe('needed'),
  offering: queryText.describe('needed'),
};
const PAGE = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_ROWS)
    .optional()
    .describe(`absent: ${MOST_ROWS}`),
  cursor: queryText.optional().describe('nextCursor of the answer before'),
  format: z.enum(['json', 'csv']).optional(),
};
const FLAG = z.enum(['true', 'false']);

/** Parameters of the reading routes, as they are validated and described. */
export const ADOPTION_QUERIES = {
  pair: PAIR,
  declarations: {
    team: queryText.describe('needed'),
    offering: queryText
      .optional()
      .describe('absent: every offering of which the caller may know'),
  },
  needs: {
    team: queryText.optional().describe('a team, or a unit: then all below it'),
    offering: queryText.optional(),
    mine: FLAG.optional().describe(
      "true: only the caller's offerings and teams",
    ),
    ...PAGE,
  },
  requests: {
    team: queryText.optional(),
    offering: queryText.optional(),
    mine: FLAG.optional(),
    open: FLAG.optional().describe('true: leaves out what is done or stopped'),
    ...PAGE,
  },
  funnel: {
    offering: queryText.describe('needed'),
    team: queryText.optional(),
    scope: z
      .enum(['direct', 'subtree'])
      .optional()
      .describe(
        'direct: the unit and the teams right below it; absent: subtree',
      ),
    format: z.enum(['json', 'csv']).optional(),
  },
  trend: {
    offering: queryText.optional(),
    team: queryText.optional(),
    scope: z.enum(['direct', 'subtree']).optional(),
    weeks: z.coerce.number().int().min(1).max(52).optional(),
    format: z.enum(['json', 'csv']).optional(),
  },
  transitions: {
    team: queryText.optional(),
    offering: queryText.optional(),
    from: z.iso.date().optional(),
    ...PAGE,
  },
  declines: { offering: queryText.describe('needed') },
};

type Raw = Readonly<Record<string, unknown>>;

export function readPair(raw: Raw): { team: string; offering: string } {
  const { values, faults } = readQuery(raw, ADOPTION_QUERIES.pair);
  const team = readTeam(values.team, faults);
  const offering = readOffering(values.offering, faults);
  return both({ team, offering }, faults);
}

export function readDeclarations(raw: Raw): {
  team: string;
  offering?: string;
} {
  const { values, faults } = readQuery(raw, ADOPTION_QUERIES.declarations);
  const team = readTeam(values.team, faults);
  const offering = readOffering(values.offering, faults);
  refuseFaults(faults);
  if (team === undefined) {
    throw new InputError(`'team' is needed, e.g. ?team=lanes.`);
  }
  return { team, ...(offering ? { offering } : {}) };
}

/** The pair of a body, in full refs. */
export function fullPair<T extends { team: string; offering: string }>(
  body: T,
): T {
  const faults: string[] = [];
  const team = readTeam(body.team, faults);
  const offering = readOffering(body.offering, faults);
  return { ...body, ...both({ team, offering }, faults) };
}

function both(
  { team, offering }: { team?: string; offering?: string },
  faults: string[],
): { team: string; offering: string } {
  refuseFaults(faults);
  if (team === undefined || offering === undefined) {
    throw new InputError(
      `'team' and 'offering' are needed, e.g. ?team=lanes&offering=feature-store.`,
    );
  }
  return { team, offering };
}

export interface ListQuery {
  readonly team?: string;
  readonly offering?: string;
  readonly mine: boolean;
  readonly open: boolean;
  readonly from?: string;
  readonly offset: number;
  readonly limit: number;
  readonly format: 'json' | 'csv';
}

export function readList(
  raw: Raw,
  which: 'needs' | 'requests' | 'transitions',
): ListQuery {
  const { values, faults } = readQuery<
    (typeof ADOPTION_QUERIES)['needs'] & {
      open: z.ZodType<'true' | 'false'>;
      from: z.ZodType<string>;
    }
  >(
    raw,
    // Each list has its own parameters; what another one has is absent here, and refused.
    ADOPTION_QUERIES[which] as never,
  );
  const team = readTeam(values.team, faults);
  const offering = readOffering(values.offering, faults);
  refuseFaults(faults);
  return {
    ...(team ? { team } : {}),
    ...(offering ? { offering } : {}),
    mine: values.mine === 'true',
    open: values.open === 'true',
    ...(values.from ? { from: values.from } : {}),
    offset: readCursor(values.cursor),
    limit: values.limit ?? MOST_ROWS,
    format: values.format ?? 'json',
  };
}

export function readFunnel(raw: Raw) {
  const { values, faults } = readQuery(raw, ADOPTION_QUERIES.funnel);
  const team = readTeam(values.team, faults);
  const offering = readOffering(values.offering, faults);
  refuseFaults(faults);
  if (offering === undefined) {
    throw new InputError(`'offering' is needed, e.g. ?offering=feature-store.`);
  }
  return {
    offering,
    ...(team ? { team } : {}),
    scope: values.scope ?? ('subtree' as const),
    format: values.format ?? 'json',
  };
}

export function readTrend(raw: Raw) {
  const { values, faults } = readQuery(raw, ADOPTION_QUERIES.trend);
  const team = readTeam(values.team, faults);
  const offering = readOffering(values.offering, faults);
  refuseFaults(faults);
  return {
    ...(offering ? { offering } : {}),
    ...(team ? { team } : {}),
    scope: values.scope ?? ('subtree' as const),
    ...(values.weeks ? { weeks: values.weeks } : {}),
    format: values.format ?? 'json',
  };
}

export function readDeclines(raw: Raw): string {
  const { values, faults } = readQuery(raw, ADOPTION_QUERIES.declines);
  const offering = readOffering(values.offering, faults);
  refuseFaults(faults);
  if (offering === undefined) {
    throw new InputError(`'offering' is needed, e.g. ?offering=feature-store.`);
  }
  return offering;
}
