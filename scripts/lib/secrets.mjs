import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { dataDirectory } from './paths.mjs';

/** A random secret that is made once for this clone and kept under .data/, readable by its owner only. */
export function localSecret(name) {
  const file = path.join(dataDirectory, name);
  fs.mkdirSync(dataDirectory, { recursive: true });
  if (!fs.existsSync(file)) {
    fs.writeFileSync(file, randomBytes(32).toString('base64url'), {
      mode: 0o600,
    });
  }
  return fs.readFileSync(file, 'utf8').trim();
}
