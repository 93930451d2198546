import type { Knex } from 'knex';

/** Between the parts of a row's head; the parts before the last one hold none, because they are refs, ids and words. */
export const SEPARATOR = '\u001f';

const AS_SENT = { getTypeParser: () => (text: string) => text };

/** Joins expressions to one text column, an empty text for null. Each is text, or has an output that is compared only. */
export function headOf(expressions: readonly string[]): string {
  const parts = expressions.map(
    expression => `coalesce((${expression})::text, '')`,
  );
  return parts.join(` || chr(31) || `);
}

/**
 * Rows as arrays of the texts that PostgreSQL sends. A hundred thousand rows cost the driver and the server most where
 * they have many columns, or are built into JSON: a head of several columns in one text, and few columns beside it,
 * take a quarter of that.
 */
export async function plainRows(
  knex: Knex,
  sql: string,
  bindings: readonly Knex.RawBinding[],
): Promise<(string | null)[][]> {
  const { rows } = await knex
    .raw<{ rows: (string | null)[][] }>(sql, bindings)
    // for the driver; knex passes it on as it is
    .options({ rowMode: 'array', types: AS_SENT });
  return rows;
}

/** Milliseconds since the epoch; times are stored by milliseconds, so that rounding finds them again. */
export const millisecondsOf = (expression: string): string =>
  `round(date_part('epoch', ${expression}) * 1000)`;
