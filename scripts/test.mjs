/**
 * `npm test`: types, lint and all unit and integration tests through turbo, on a PostgreSQL of its own that is
 * gone afterwards. Arguments go to turbo: `npm test -- --filter=@mli/plugin-insights-backend`.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './lib/paths.mjs';
import { freePort, startPostgres } from './lib/postgres.mjs';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'mli-test-'));
let postgres;
let child;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    child?.kill(signal);
    finish(130);
  });
}

try {
  postgres = await startPostgres({
    directory,
    port: await freePort(),
    throwAway: true,
  });
  let code = await run('npm', ['run', '--silent', 'tsc']);
  if (code === 0) {
    code = await run('turbo', [
      'run',
      'lint',
      'test',
      // Everything that is red shows at once, not only what failed first.
      '--continue',
      ...process.argv.slice(2),
    ]);
  }
  finish(code);
} catch (error) {
  console.error(error.message);
  finish(1);
}

function run(command, args) {
  const environment = {
    ...process.env,
    BACKSTAGE_TEST_DISABLE_DOCKER: '1',
    BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING:
      postgres.connectionString,
    TURBO_TELEMETRY_DISABLED: '1',
    MLI_ACTOR_KEY: 'key of the tests',
  };
  return new Promise((resolve, reject) => {
    child = spawn(command, args, {
      cwd: root,
      env: environment,
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : code));
  });
}

function finish(code) {
  postgres?.stop();
  fs.rmSync(directory, { recursive: true, force: true });
  process.exit(code);
}
