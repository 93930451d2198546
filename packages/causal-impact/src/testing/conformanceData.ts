import { readFileSync } from 'node:fs';
import path from 'node:path';
import { csvRows } from '../rows/csvRows';

/** Reads a table of the conformance data by name; used by tests only. Cells are text. */
export function readTable(name: string): Record<string, string>[] {
  const folder = process.env.MLI_CONFORMANCE_DATA ?? '';
  const text = readFileSync(
    path.join(folder, 'staggered-adoption', name),
    'utf8',
  );
  return csvRows(text);
}
