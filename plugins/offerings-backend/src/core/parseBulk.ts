import { InputError } from '@backstage/errors';
import {
  BulkFormat,
  MAX_BULK_ROWS,
  REGISTRATION_FIELDS,
} from '@mli/plugin-offerings-common';
import { CsvError, parse as parseCsv } from 'csv-parse/sync';
import { parseAllDocuments } from 'yaml';
import { readComponentDocument } from './readComponentDocument';

/** One row of a file, not looked at yet. */
export interface BulkInput {
  /** Counted from 1. */
  readonly row: number;
  readonly line?: number;
  /** By which the row is known again. */
  readonly key: string;
  /** What `validateRegistration` reads. */
  readonly draft: unknown;
  /** Why there is no draft. */
  readonly fault?: string;
}

const LIST_COLUMNS = ['offerings', 'jobs', 'repositories', 'experiments'];
const COLUMNS: readonly string[] = [...REGISTRATION_FIELDS, 'team', 'key'];

/**
 * Rows of a CSV with a heading, or of YAML: a list of registrations, or documents of the kind Component.
 *
 * @throws InputError for a file that cannot be read as a whole
 */
export function parseBulk(
  content: string,
  format: BulkFormat,
  defaultOwner?: string,
): BulkInput[] {
  const rows = format === 'csv' ? readCsv(content) : readYaml(content);
  if (rows.length === 0) {
    throw new InputError(
      'The file has no rows. A CSV has a heading and then one component a line; YAML has a list of components.',
    );
  }
  if (rows.length > MAX_BULK_ROWS) {
    throw new InputError(
      `The file has ${rows.length} rows; at most ${MAX_BULK_ROWS} are taken at once. Cut it into several.`,
    );
  }
  return rows.map(({ value, line, fault }, index) =>
    toInput(value, { row: index + 1, line, fault, defaultOwner }),
  );
}

interface RawRow {
  readonly value: unknown;
  readonly line?: number;
  readonly fault?: string;
}

function toInput(
  value: unknown,
  from: { row: number; line?: number; fault?: string; defaultOwner?: string },
): BulkInput {
  const { row, line, defaultOwner } = from;
  const isRecord =
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const { key, team, ...draft } = isRecord
    ? (value as Record<string, unknown>) // an object that is no array
    : {};
  const owner = draft.owner ?? team ?? defaultOwner;
  const name = draft.name;
  return {
    row,
    ...(line === undefined ? {} : { line }),
    key: text(key) || text(name).toLocaleLowerCase('en-US') || `row ${row}`,
    draft: owner === undefined ? draft : { ...draft, owner },
    ...(from.fault || !isRecord
      ? {
          fault:
            from.fault ??
            'It is not a group of fields such as name, type, owner',
        }
      : {}),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, 200) : '';
}

function readCsv(content: string): RawRow[] {
  let records: { record: Record<string, string>; info: { lines: number } }[];
  try {
    // With `info: true` the library yields {record, info}; its types do not follow the option.
    records = parseCsv(content, {
      columns: (heading: string[]) => heading.map(checkedColumn),
      info: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
      delimiter: [',', '\t'],
    }) as unknown as typeof records;
  } catch (error) {
    if (error instanceof CsvError) {
      throw new InputError(
        `The file is not CSV: ${error.message}. The heading takes: ${COLUMNS.join(', ')}.`,
      );
    }
    throw error;
  }
  return records.map(({ record, info }) => ({
    line: info.lines,
    value: Object.fromEntries(
      Object.entries(record)
        .filter(([, cell]) => cell !== '')
        .map(([column, cell]) => [column, readCell(column, cell)]),
    ),
  }));
}

function checkedColumn(name: string): string {
  const column = name.trim().toLocaleLowerCase('en-US');
  if (!COLUMNS.includes(column)) {
    throw new InputError(
      `The heading has a column ${JSON.stringify(name.slice(0, 60))}, which is not known. Known are: ${COLUMNS.join(', ')}. Several values in one field are written with ; between them.`,
    );
  }
  return column;
}

function readCell(column: string, cell: string): unknown {
  if (column === 'links') {
    return list(cell).map(entry => {
      const at = entry.search(/=https?:/i);
      return at > 0
        ? { title: entry.slice(0, at), url: entry.slice(at + 1) }
        : { url: entry };
    });
  }
  return LIST_COLUMNS.includes(column) ? list(cell) : cell;
}

function list(cell: string): string[] {
  return cell
    .split(';')
    .map(entry => entry.trim())
    .filter(entry => entry !== '');
}

function readYaml(content: string): RawRow[] {
  const documents = parseAllDocuments(content);
  return documents.flatMap(document => {
    const [broken] = document.errors;
    if (broken) {
      throw new InputError(`The file is not YAML: ${broken.message}`);
    }
    let value: unknown;
    try {
      // An alias that expands without end is stopped by the library's own limit.
      value = document.toJS();
    } catch (error) {
      throw new InputError(
        `The file is not YAML that can be read: ${error instanceof Error ? error.message : error}`,
      );
    }
    return rowsOf(value);
  });
}

function rowsOf(value: unknown): RawRow[] {
  if (value === null || value === undefined) {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap(rowsOf);
  }
  const listed =
    typeof value === 'object' ? Reflect.get(value, 'registrations') : undefined;
  return Array.isArray(listed)
    ? listed.flatMap(rowsOf)
    : [readComponentDocument(value)];
}
