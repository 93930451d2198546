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

const JSON_SEPARATOR = '\x01';

/** A column of JSON documents as one binding, for `SPLIT_JSON`. Not for an empty one. */
export function jsonColumn(documents: readonly unknown[]): string {
  // JSON escapes control characters, so one of them can part the texts: no text has to be escaped once more.
  return documents
    .map(document => JSON.stringify(document))
    .join(JSON_SEPARATOR);
}

/** The texts of a `jsonColumn`, an array to unnest. */
export const SPLIT_JSON = `string_to_array(?, e'\\x01')`;

/** A time that was bound as microseconds: a number is written and read in a fraction of the time of a date. */
export function timeOfMicros(column: string): string {
  return `timestamptz 'epoch' + ${column} * interval '1 microsecond'`;
}

function isColumn(
  binding: Exclude<Binding, string | number | boolean>,
): binding is readonly (string | number | boolean | Date | Buffer | null)[] {
  return Array.isArray(binding);
}
