import { Knex } from 'knex';

/** What a `?` may stand for: a value, or a whole column of them for `unnest`. */
export type Binding =
  | string
  | number
  | boolean
  | Date
  | Buffer
  | null
  | readonly (string | number | boolean | Date | Buffer | null)[];

/** Runs one statement and answers its rows. */
export async function rowsOf<Row>(
  knex: Knex,
  sql: string,
  bindings: readonly Binding[] = [],
): Promise<Row[]> {
  // knex's types know no null inside an array; pg does.
  const result = await knex.raw<{ rows: Row[] }>(
    sql,
    bindings as readonly Knex.RawBinding[],
  );
  return result.rows;
}
