import { Knex } from 'knex';
import { arrayLiteral } from './arrayLiteral';

/** What a `?` may stand for: a value, or a whole column of them for `unnest`. */
export type Binding =
  | string
  | number
  | boolean
  | Date
  | Buffer
  | null
  | readonly (string | number | boolean | Date | Buffer | null)[];

/**
 * Runs one statement and answers its rows.
 *
 * @param name - makes it a prepared statement, planned once a connection; for what runs with every request. One name
 *   stands for one text.
 */
export async function rowsOf<Row>(
  knex: Knex,
  sql: string,
  bindings: readonly Binding[] = [],
  name?: string,
): Promise<Row[]> {
  const values: Knex.RawBinding[] = bindings.map(binding =>
    // Array.isArray narrows no readonly array
    typeof binding === 'object' && isColumn(binding)
      ? arrayLiteral(binding)
      : binding,
  );
  const statement = knex.raw<{ rows: Row[] }>(sql, values);
  const result = await (name === undefined
    ? statement
    : // knex hands its options on to the driver, which prepares what has a name
      statement.options({ name }));
  return result.rows;
}

function isColumn(
  binding: Exclude<Binding, string | number | boolean>,
): binding is readonly (string | number | boolean | Date | Buffer | null)[] {
  return Array.isArray(binding);
}
