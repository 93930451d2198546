/**
 * `npm run test:browser`: builds the front end, serves it from a production back end on a PostgreSQL of its own,
 * signed in through a local OIDC server, filled with the demonstration organisation, and runs the browser tests
 * against it. Arguments go to Playwright.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startIdentityProvider } from '../browser-tests/identityProvider.mjs';
import { ensureDatabase } from './lib/database.mjs';
import { root } from './lib/paths.mjs';
import { freePort, startPostgres } from './lib/postgres.mjs';
import { ProcessGroup } from './lib/processes.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mli-browser-'));
const group = new ProcessGroup();
let postgres;
let identityProvider;
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => finish(130));
}

try {
  finish(await main());
} catch (error) {
  console.error(error.message);
  finish(1);
}

async function main() {
  if (!process.env.MLI_SKIP_BUILD) {
    const built = await run(
      'turbo',
      ['run', 'build', '--filter=app', '--output-logs=errors-only'],
      process.env,
    );
    if (built !== 0) return built;
  }
  postgres = await startPostgres({
    directory: path.join(folder, 'postgres'),
    port: await freePort(),
    throwAway: true,
  });
  await ensureDatabase(postgres.environment, 'mli_portal');
  const personFile = path.join(folder, 'person');
  identityProvider = await startIdentityProvider(personFile);

  const port = await freePort();
  const url = `http://localhost:${port}`;
  const environment = {
    ...process.env,
    ...postgres.environment,
    POSTGRES_DATABASE: 'mli_portal',
    MLI_BASE_URL: url,
    MLI_LISTEN: `127.0.0.1:${port}`,
    MLI_SESSION_SECRET: 'session secret of the browser tests',
    MLI_ACTOR_KEY: 'actor key of the browser tests, long enough',
    MLI_OIDC_METADATA_URL: identityProvider.metadataUrl,
    MLI_OIDC_CLIENT_ID: 'mli-portal',
    MLI_OIDC_CLIENT_SECRET: 'client secret of the browser tests',
    MLI_TEST_TOKEN: 'token-of-the-browser-tests-0123456789',
    MLI_BACKEND_URL: url,
    MLI_FILL_DIRECTORY: path.join(folder, 'fill'),
    MLI_TEST_PERSON_FILE: personFile,
  };
  group.start({
    name: 'portal',
    command: process.execPath,
    args: [
      path.join(root, 'scripts', 'start-production.mjs'),
      '--config',
      path.join(root, 'browser-tests', 'app-config.browser-tests.yaml'),
    ],
    options: {
      cwd: root,
      env: environment,
      stdio: [
        'ignore',
        fs.openSync(path.join(folder, 'portal.log'), 'w'),
        'inherit',
      ],
    },
    onExit: code => {
      console.error(`The portal ended by itself (${code}):`);
      console.error(lastWords());
      finish(1);
    },
  });
  const startedAt = Date.now();
  await untilReady(`${url}/.backstage/health/v1/readiness`);
  console.log(
    `The portal was ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`,
  );
  return run(
    'playwright',
    [
      'test',
      '--config',
      'browser-tests/playwright.config.ts',
      ...process.argv.slice(2),
    ],
    {
      ...environment,
      MLI_URL: url,
      MLI_TOKEN: environment.MLI_TEST_TOKEN,
    },
  );
}

function run(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : code));
  });
}

async function untilReady(url) {
  const patience = Date.now() + 120_000;
  for (;;) {
    try {
      if ((await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok) return;
    } catch {
      // not listening yet
    }
    if (Date.now() > patience) {
      throw new Error(
        `The portal was not ready within two minutes:\n${lastWords()}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

/** The end of the portal's log, without the requests. */
function lastWords() {
  return fs
    .readFileSync(path.join(folder, 'portal.log'), 'utf8')
    .split('\n')
    .filter(line => !line.includes('incomingRequest'))
    .slice(-25)
    .join('\n');
}

async function finish(code) {
  if (stopping) return;
  stopping = true;
  await group.stop();
  await identityProvider?.stop();
  postgres?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
