/** `npm run drill NAME -- [--json] [--minutes=N]`: runs drills/NAME; with --json one object as the last line. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../scripts/lib/paths.mjs';

const [name, ...flags] = process.argv.slice(2);
const folder = path.join(root, 'drills');
const names = fs
  .readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && entry.name !== 'lib')
  .map(entry => entry.name);

if (!name || !names.includes(name)) {
  console.error(
    `usage: npm run drill NAME -- [--json] [--minutes=N]\ndrills: ${names.join(', ')}`,
  );
  process.exit(2);
}
const result = spawnSync(
  process.execPath,
  [
    '--require',
    '@backstage/cli-node/config/nodeTransform.cjs',
    path.join(folder, name, 'index.ts'),
    ...flags,
  ],
  { cwd: root, stdio: 'inherit', env: process.env },
);
process.exit(result.status ?? 1);
