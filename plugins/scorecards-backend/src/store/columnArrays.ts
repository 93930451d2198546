import { eachInTurns } from '../eachInTurns';

/** PostgreSQL types by column. */
export type ColumnTypes = Readonly<Record<string, string>>;

export type ColumnRow = Readonly<Record<string, unknown>>;

const quoted = (text: string): string =>
  `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;

function elementOf(value: unknown, type: string): string {
  if (value === undefined || value === null) {
    return 'NULL';
  }
  if (type === 'jsonb') {
    return quoted(JSON.stringify(value));
  }
  if (Array.isArray(value)) {
    return quoted(`{${value.map(entry => quoted(String(entry))).join(',')}}`);
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

/** A column that is a list itself travels as text: lists in lists would have to be of one length. */
const typeInArray = (type: string) => (type.endsWith('[]') ? 'text' : type);

/**
 * Rows as one array a column, for `unnest`: a statement then takes any number of rows, and takes them apart in a
 * quarter of the time that JSON needs. Lets other work run in between.
 */
export async function columnArrays(
  rows: readonly ColumnRow[],
  types: ColumnTypes,
): Promise<string[]> {
  const arrays: string[] = [];
  await eachInTurns(Object.entries(types), ([column, type]) => {
    const elements: string[] = [];
    for (const row of rows) {
      elements.push(elementOf(row[column], type));
    }
    arrays.push(`{${elements.join(',')}}`);
  });
  return arrays;
}

/**
 * The table `n` of such arrays. They come from sub-selects, so that the planner does not see how long they are: it
 * would read a whole table to find some thousand rows by their keys, once for each statement.
 */
export function fromColumnArrays(types: ColumnTypes): string {
  const columns = Object.entries(types);
  const arrays = columns.map(
    ([, type]) => `(select ?::${typeInArray(type)}[])`,
  );
  return `unnest(${arrays.join(', ')}) as n (${columns.map(([column]) => column).join(', ')})`;
}

/** A column of `n` in its own type. */
export const ofColumn = (column: string, types: ColumnTypes): string => {
  const type = types[column];
  return type?.endsWith('[]') ? `n.${column}::${type}` : `n.${column}`;
};
