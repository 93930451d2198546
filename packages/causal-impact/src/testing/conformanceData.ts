import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Reads a table of the conformance data by name; used by tests only. Cells are text. */
export function readTable(name: string): Record<string, string>[] {
  const folder = process.env.MLI_CONFORMANCE_DATA ?? '';
  const text = readFileSync(
    path.join(folder, 'staggered-adoption', name),
    'utf8',
  );
  const [head = '', ...lines] = text.trim().split('\n');
  const names = cells(head);
  return lines.map(line => {
    const values = cells(line);
    return Object.fromEntries(names.map((key, i) => [key, values[i] ?? '']));
  });
}

function cells(line: string): string[] {
  return line.split(',').map(cell => cell.replace(/^"|"$/g, '').trim());
}
