import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = process.env.MLI_CONFORMANCE_DATA;

/**
 * `describe` where the folder with published samples is there (docs: `MLI_CONFORMANCE_DATA`), else one that says why
 * its tests are skipped.
 */
export function describeConformance(name: string, tests: () => void): void {
  if (root) {
    // eslint-disable-next-line jest/valid-title -- the caller's title
    describe(name, tests);
  } else {
    describe(name, () => {
      it.skip('needs MLI_CONFORMANCE_DATA, the folder with published samples', () => {});
    });
  }
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
