import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = process.env.MLI_CONFORMANCE_DATA;

export const hasConformanceData = Boolean(root);

/** The name of a test over published samples; where they are missing, with the reason why it is skipped. */
export function conformanceTitle(name: string): string {
  return root
    ? name
    : `${name} (skipped: MLI_CONFORMANCE_DATA does not name the folder with published samples)`;
}

/** The JSON files of a folder of samples, by name. */
export function jsonSamples(
  folder: string,
): { name: string; value: Record<string, unknown> }[] {
  const directory = path.join(root ?? '', folder);
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.json'))
    .map(entry => ({
      name: path.relative(directory, path.join(entry.parentPath, entry.name)),
      value: JSON.parse(
        readFileSync(path.join(entry.parentPath, entry.name), 'utf8'),
      ),
    }));
}

export function textSample(file: string): string {
  return readFileSync(path.join(root ?? '', file), 'utf8');
}
