import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const DATA_DIRECTORY = path.resolve(__dirname, '..', '..', '..', '.data');

/**
 * The token of the local subject: random, made once, readable by its owner only. `npm start` reads the same file,
 * so either may come first.
 */
export function localToken(dataDirectory: string = DATA_DIRECTORY): string {
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
  return path.join(DATA_DIRECTORY, 'imports');
}
