import type express from 'express';
import { toCsv } from './csv';
import { encodeCursor } from './cursor';

export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** Makes a page of rows of which one more than asked for was read. */
export function paged<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => string[],
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last
    ? { items, nextCursor: encodeCursor(keyOf(last)) }
    : { items };
}

export interface CsvShape<T> {
  readonly format: 'json' | 'csv';
  readonly columns: readonly string[];
  readonly flatten?: (row: T) => Readonly<Record<string, unknown>>;
}

/** Sends a list as JSON, or as CSV with the next cursor in a header. */
export function sendList<T extends object>(
  res: express.Response,
  page: Page<T>,
  { format, columns, flatten }: CsvShape<T>,
): void {
  if (format === 'json') {
    res.json(page);
    return;
  }
  if (page.nextCursor) {
    res.setHeader('x-next-cursor', page.nextCursor);
  }
  const rows = page.items.map((row): Readonly<Record<string, unknown>> =>
    flatten ? flatten(row) : Object.fromEntries(Object.entries(row)),
  );
  res.type('text/csv; charset=utf-8').send(toCsv(columns, rows));
}
