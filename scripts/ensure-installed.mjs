/**
 * Installs the dependencies when they are missing or older than package-lock.json. Runs before `npm start` and
 * `npm test`, on whatever Node the machine has; what follows runs on the Node that the install brings.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './lib/paths.mjs';

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(
    `Node ${process.versions.node} is too old to install the portal: Node 20 or newer is needed.`,
  );
  process.exit(1);
}

const lock = path.join(root, 'package-lock.json');
const mark = path.join(root, 'node_modules', '.mli-installed');
const wanted = createHash('sha256').update(fs.readFileSync(lock)).digest('hex');
const installed = fs.existsSync(mark) ? fs.readFileSync(mark, 'utf8') : '';

if (installed !== wanted) {
  console.log('Installing dependencies (a few minutes the first time)...');
  const result = spawnSync(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: root, stdio: 'inherit' },
  );
  if (result.status !== 0) {
    console.error(
      'The dependencies could not be installed; the lines above say why. Run the command again when that is mended.',
    );
    process.exit(result.status ?? 1);
  }
  fs.writeFileSync(mark, wanted);
}
