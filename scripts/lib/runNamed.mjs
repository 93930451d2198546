import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/**
 * Runs the program `<folder>/<name>/index.ts` that the first argument names, with the arguments after it, and ends
 * with its status. What lies under `lib` is shared by the programs and is none.
 *
 * @param {string} folder
 * @param {string} usage what may follow the name
 */
export function runNamed(folder, usage) {
  const [name, ...flags] = process.argv.slice(2);
  const names = fs
    .readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'lib')
    .map(entry => entry.name);
  if (!name || !names.includes(name)) {
    console.error(`usage: ${usage}\n${names.join(', ')}`);
    process.exit(2);
  }
  const { status } = spawnSync(
    process.execPath,
    [
      '--require',
      '@backstage/cli-node/config/nodeTransform.cjs',
      path.join(root, folder, name, 'index.ts'),
      ...flags,
    ],
    { cwd: root, stdio: 'inherit', env: process.env },
  );
  process.exit(status ?? 1);
}
