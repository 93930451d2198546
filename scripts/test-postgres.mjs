/**
 * A throw-away PostgreSQL that stays up between test runs: `node scripts/test-postgres.mjs start` prints the
 * environment that `backstage-cli package test` needs, `stop` removes it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { dataDirectory } from './lib/paths.mjs';
import { freePort, startPostgres } from './lib/postgres.mjs';

const directory = path.join(dataDirectory, 'test-postgres');
const portFile = path.join(directory, 'port');
const command = process.argv[2];

if (command !== 'start' && command !== 'stop') {
  console.error('usage: node scripts/test-postgres.mjs start|stop');
  process.exit(2);
}

const port = fs.existsSync(portFile)
  ? Number(fs.readFileSync(portFile, 'utf8'))
  : await freePort();
const server = await startPostgres({ directory, port, throwAway: true });
fs.writeFileSync(portFile, String(port));
if (command === 'stop') {
  server.stop();
} else {
  console.log('export BACKSTAGE_TEST_DISABLE_DOCKER=1');
  console.log(
    `export BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING=${server.connectionString}`,
  );
}
