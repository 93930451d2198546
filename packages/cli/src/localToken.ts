import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** `bin/mli` says where the repository is. */
const dataDirectoryOf = () =>
  path.resolve(process.env.MLI_ROOT ?? '.', '.data');

/**
 * The token of the local subject: random, made once, readable by its owner only. `npm start` reads the same file,
 * so either may come first.
 */
export function localToken(dataDirectory: string = dataDirectoryOf()): string {
  const file = path.join(dataDirectory, 'local-token');
  if (!fs.existsSync(file)) {
    fs.mkdirSync(dataDirectory, { recursive: true });
    fs.writeFileSync(file, randomBytes(32).toString('base64url'), {
      mode: 0o600,
    });
  }
  return fs.readFileSync(file, 'utf8').trim();
}

/** Where an import remembers how far it came. */
export function importStateDirectory(): string {
  return path.join(dataDirectoryOf(), 'imports');
}
