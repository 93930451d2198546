import fs from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const dist = path.resolve(__dirname, '../../packages/app/dist');

/** Of the stock app of the same Backstage release, as `npx @backstage/create-app` makes it. */
export const STOCK_ENTRY_KB = 710;

const sizes = new Map<string, number>();

/** Size of a built file in kB, compressed with brotli. */
function brotliKb(file: string): number {
  const known = sizes.get(file);
  if (known !== undefined) return known;
  const size = brotliCompressSync(
    fs.readFileSync(path.join(dist, file)),
  ).length;
  sizes.set(file, size / 1000);
  return size / 1000;
}

function entryScripts(): string[] {
  const html = fs.readFileSync(path.join(dist, 'index.html'), 'utf8');
  return [...html.matchAll(/src="\/?(static\/[^"]+\.js)"/g)].map(
    ([, file]) => file as string, // the pattern has one group
  );
}

export function entryKb(): number {
  return entryScripts().reduce((sum, file) => sum + brotliKb(file), 0);
}

/** Everything a page loads beside the entry. `paths` are those of the scripts the browser asked for. */
export function chunksKb(paths: Iterable<string>): number {
  const entry = new Set(entryScripts());
  let sum = 0;
  for (const each of new Set(paths)) {
    const file = each.replace(/^\//, '');
    if (!entry.has(file) && fs.existsSync(path.join(dist, file))) {
      sum += brotliKb(file);
    }
  }
  return sum;
}
