import { Response } from 'express';

type CsvValue = string | number | boolean | undefined;
/** Columns in their order: a name, and how its value is read from a row. */
export type CsvColumns<T> = readonly (readonly [
  name: string,
  value: (row: T) => CsvValue,
])[];

/**
 * A spreadsheet takes a text that begins with one of these for a formula, so such a text gets an apostrophe.
 */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** RFC 4180: commas, CRLF, quotes where needed; a missing value is an empty field. */
export function toCsv<T>(rows: readonly T[], columns: CsvColumns<T>): string {
  const lines = [
    columns.map(([name]) => name).join(','),
    ...rows.map(row => columns.map(([, value]) => field(value(row))).join(',')),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

export function sendCsv(
  response: Response,
  file: { name: string; text: string },
): void {
  response
    .status(200)
    .type('text/csv')
    .set('Content-Disposition', `attachment; filename="${file.name}.csv"`)
    .send(file.text);
}

function field(value: CsvValue): string {
  if (value === undefined) {
    return '';
  }
  const text =
    typeof value === 'string' && FORMULA.test(value) ? `'${value}` : `${value}`;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
