import fs from 'node:fs';
import readline from 'node:readline';
import { parse as parseCsv } from 'csv-parse';
import { UsageError } from '../errors';
import { Mapping, RowError, RowMapper } from './mapping';

/** One record of a file, or why there is none. `line` is where it begins; `bytes` how far the file was read. */
export type ReadRecord = { line: number; bytes: number } & (
  | { record: Record<string, unknown>; fault?: undefined }
  | { record?: undefined; fault: string }
);

export const FORMATS = ['csv', 'ndjson', 'openlineage'] as const;
export type Format = (typeof FORMATS)[number];

/** Streams the records of a file; never holds more than a few of them. */
export function readRecords(
  file: string,
  format: Format,
  mapping: Mapping | undefined,
): AsyncGenerator<ReadRecord> {
  if (format === 'csv') {
    if (!mapping) {
      throw new UsageError(
        'A CSV file needs --mapping FILE, which names its columns. docs/recipes/import-runs.md has examples.',
      );
    }
    return readCsv(file, mapping);
  }
  return readNdjson(file, format === 'ndjson' ? mapping : undefined);
}

async function* readCsv(
  file: string,
  mapping: Mapping,
): AsyncGenerator<ReadRecord> {
  const parser = fs.createReadStream(file).pipe(
    parseCsv({
      columns: true,
      info: true,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }),
  );
  let mapper: RowMapper | undefined;
  for await (const item of parser) {
    // With `info: true` the library yields {record, info}; its types do not follow the option.
    const { record: row, info } = item as {
      record: Record<string, string>;
      info: { lines: number; bytes: number };
    };
    const known = mapper ?? new RowMapper(mapping, Object.keys(row));
    mapper = known;
    yield toRead(info.lines, info.bytes, () => known.toRecord(row));
  }
}

async function* readNdjson(
  file: string,
  mapping: Mapping | undefined,
): AsyncGenerator<ReadRecord> {
  const lines = readline.createInterface({
    input: fs.createReadStream(file, 'utf8'),
    crlfDelay: Infinity,
  });
  let line = 0;
  let bytes = 0;
  for await (const text of lines) {
    line += 1;
    bytes += Buffer.byteLength(text) + 1;
    if (text.trim() === '') continue;
    yield toRead(line, bytes, () => {
      const value = parseLine(text);
      if (!mapping) return value;
      const row = Object.fromEntries(
        Object.entries(value).map(([key, cell]) => [
          key,
          cell === null || cell === undefined ? '' : String(cell),
        ]),
      );
      return new RowMapper(mapping, [
        ...Object.keys(row),
        ...Object.values(mapping.columns),
      ]).toRecord(row);
    });
  }
}

function toRead(
  line: number,
  bytes: number,
  read: () => Record<string, unknown>,
): ReadRecord {
  try {
    return { line, bytes, record: read() };
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return { line, bytes, fault: error.message };
  }
}

function parseLine(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RowError('the line is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RowError('the line is not a JSON object');
  }
  // JSON.parse gives an object its string keys only.
  return value as Record<string, unknown>;
}
