import readline from 'node:readline';
import { parse as parseCsv } from 'csv-parse';
import { SacctReader, SacctResult } from '@mli/plugin-insights-common';
import { UsageError } from '../errors';
import { Mapping, RowError, RowMapper } from './mapping';
import { openText } from './openText';
import { SwfReader } from './swf';

/** One record of a file, or why there is none. `line` is where it begins; `bytes` how far the file was read. */
export type ReadRecord = { line: number; bytes: number } & (
  | { record: Record<string, unknown>; fault?: undefined }
  | { record?: undefined; fault: string }
);

export const FORMATS = [
  'csv',
  'ndjson',
  'swf',
  'sacct',
  'openlineage',
] as const;
export type Format = (typeof FORMATS)[number];

/** What files do not say of themselves. */
export interface ReadingOptions {
  readonly mapping?: Mapping;
  /** Name of the source; jobs of a scheduler get it for a namespace. */
  readonly source: string;
  /** sacct: zone of its times, and the cluster where there are several. */
  readonly timeZone?: string;
  readonly cluster?: string;
  /** swf: when the trace starts, where its header does not say. */
  readonly epochMs?: number;
}

/** Streams the records of a file; never holds more than a few of them. */
export function readRecords(
  file: string,
  format: Format,
  options: ReadingOptions,
): AsyncGenerator<ReadRecord> {
  const { mapping } = options;
  if (format === 'swf') {
    return readSwf(file, options);
  }
  if (format === 'sacct') {
    return readSacct(file, options);
  }
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

/** Uses of offerings: columns, or keys, that are called what the fields are. */
export async function* readUsageRecords(
  file: string,
  format: 'csv' | 'ndjson',
): AsyncGenerator<ReadRecord> {
  if (format === 'ndjson') {
    yield* readNdjson(file, undefined);
    return;
  }
  for await (const { row, info } of readRows(file)) {
    yield toRead(info.lines, info.bytes, () => {
      const said = Object.entries(row).filter(([, cell]) => cell !== '');
      return Object.fromEntries(
        said.map(([key, cell]) => [
          key,
          key === 'quantity' ? quantityOf(cell) : cell,
        ]),
      );
    });
  }
}

function quantityOf(cell: string): number {
  const value = Number(cell);
  if (!Number.isFinite(value)) {
    throw new RowError(`quantity is "${cell.slice(0, 40)}", not a number`);
  }
  return value;
}

async function* readCsv(
  file: string,
  mapping: Mapping,
): AsyncGenerator<ReadRecord> {
  let mapper: RowMapper | undefined;
  for await (const { row, info } of readRows(file)) {
    const known = mapper ?? new RowMapper(mapping, Object.keys(row));
    mapper = known;
    yield toRead(info.lines, info.bytes, () => known.toRecord(row));
  }
}

async function* readRows(file: string) {
  const { text, bytesOf } = openText(file);
  const parser = parseCsv({
    columns: true,
    info: true,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  // What fails before the parser fails it: a pipe alone would leave it waiting.
  text.once('error', error => parser.destroy(error));
  text.pipe(parser);
  for await (const item of parser) {
    // With `info: true` the library yields {record, info}; its types do not follow the option.
    const { record: row, info } = item as {
      record: Record<string, string>;
      info: { lines: number; bytes: number };
    };
    yield { row, info: { lines: info.lines, bytes: bytesOf(info.bytes) } };
  }
}

async function* readSwf(
  file: string,
  { source, epochMs }: ReadingOptions,
): AsyncGenerator<ReadRecord> {
  const reader = new SwfReader({ namespace: source, epochMs });
  for await (const { line, bytes, text } of readLines(file)) {
    let record: Record<string, unknown> | undefined;
    try {
      record = reader.read(text);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      yield { line, bytes, fault: error.message };
    }
    if (record) yield { line, bytes, record };
  }
}

async function* readSacct(
  file: string,
  { source, cluster, timeZone = 'UTC' }: ReadingOptions,
): AsyncGenerator<ReadRecord> {
  let reader: SacctReader;
  try {
    reader = new SacctReader({
      timeZone,
      namespace: cluster ?? source,
      cluster,
    });
  } catch {
    throw new UsageError(
      `--time-zone is "${timeZone}": it must be a zone such as Europe/Berlin.`,
    );
  }
  let read = 0;
  for await (const { line, bytes, text } of readLines(file)) {
    read = bytes;
    let results: SacctResult[];
    try {
      results = reader.push(line, text);
    } catch (error) {
      // Only its first line can make the whole file unreadable.
      throw new UsageError(error instanceof Error ? error.message : '');
    }
    for (const result of results) yield ofSacct(result, bytes);
  }
  for (const result of reader.end()) yield ofSacct(result, read);
}

/** A record says all there is: of a job that is under way it would keep out what is said when it ends. */
function ofSacct(result: SacctResult, bytes: number): ReadRecord {
  const { line } = result;
  if (!result.run) return { line, bytes, fault: result.fault };
  return result.isOpen
    ? {
        line,
        bytes,
        fault: 'the job has not ended; import it when it has',
      }
    : { line, bytes, record: result.run };
}

async function* readLines(file: string) {
  const { text: input, bytesOf } = openText(file);
  const lines = readline.createInterface({ input, crlfDelay: Infinity });
  // readline takes no notice of its input failing.
  let failure: Error | undefined;
  input.once('error', error => {
    failure = error;
    lines.close();
  });
  let line = 0;
  let bytes = 0;
  for await (const text of lines) {
    line += 1;
    bytes += Buffer.byteLength(text) + 1;
    yield { line, bytes: bytesOf(bytes), text };
  }
  if (failure) throw failure;
}

async function* readNdjson(
  file: string,
  mapping: Mapping | undefined,
): AsyncGenerator<ReadRecord> {
  for await (const { line, bytes, text } of readLines(file)) {
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
