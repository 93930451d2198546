/**
 * `npm start`: PostgreSQL, back end and front end for a person at this machine, with the demonstration
 * organisation; `npm start -- --empty` without it.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ensureDatabase } from './lib/database.mjs';
import { dataDirectory, root } from './lib/paths.mjs';
import { requireFreePort, startPostgres } from './lib/postgres.mjs';
import { ProcessGroup } from './lib/processes.mjs';
import { localSecret } from './lib/secrets.mjs';

const flags = process.argv.slice(2);
const unknown = flags.filter(flag => flag !== '--empty');
if (unknown.length > 0) {
  console.error(
    `npm start does not know "${unknown.join(' ')}". It takes one flag: npm start -- --empty`,
  );
  process.exit(2);
}
const empty = flags.includes('--empty');
const say = sentence => console.log(`[portal] ${sentence}`);

const ports = {
  app: readPort('MLI_APP_PORT', 3000),
  backend: readPort('MLI_BACKEND_PORT', 7007),
  postgres: readPort('MLI_POSTGRES_PORT', 15432),
};
const processRecord = path.join(dataDirectory, 'processes.json');
const group = new ProcessGroup(processRecord);
let postgres;
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => stop(0, 'Stopping...'));
}

try {
  await main();
} catch (error) {
  await stop(1, error.message);
}

async function main() {
  fs.mkdirSync(dataDirectory, { recursive: true });
  const leftovers = await ProcessGroup.stopLeftovers(processRecord);
  if (leftovers > 0) {
    say('Stopped what an earlier start had left running.');
  }
  await requireFreePort(ports.app, 'the front end', 'MLI_APP_PORT');
  await requireFreePort(ports.backend, 'the back end', 'MLI_BACKEND_PORT');

  const environment = await portalEnvironment();
  await ensureDatabase(environment, environment.POSTGRES_DATABASE);

  const configs = [
    'app-config.yaml',
    'app-config.development.yaml',
    ...(empty ? ['app-config.empty.yaml'] : []),
    ...(fs.existsSync(path.join(root, 'app-config.local.yaml'))
      ? ['app-config.local.yaml']
      : []),
  ].flatMap(name => ['--config', path.join(root, name)]);
  for (const name of ['backend', 'app']) {
    group.start({
      name,
      command: process.execPath,
      args: [
        path.join(
          root,
          'node_modules',
          '@backstage',
          'cli',
          'bin',
          'backstage-cli',
        ),
        'package',
        'start',
        ...configs,
      ],
      options: {
        cwd: path.join(root, 'packages', name),
        env: environment,
        stdio: ['ignore', 'inherit', 'inherit'],
      },
      onExit: code =>
        stop(
          1,
          `The ${name} process ended by itself (${code}); its last lines above say why.`,
        ),
    });
  }

  await untilAnswers(
    `${environment.MLI_BACKEND_URL}/.backstage/health/v1/readiness`,
  );
  if (!empty) await fillWithDemonstration(environment);
  await untilAnswers(environment.MLI_APP_URL);
  say(
    `The portal is at ${environment.MLI_APP_URL} (API at ${environment.MLI_BACKEND_URL}/api). Ctrl-C stops it.`,
  );
  await watchOver(environment);
}

/** Revives PostgreSQL when it was killed; ends with a sentence when the back end is gone for good. */
async function watchOver(environment) {
  let silentSince;
  while (!stopping) {
    await new Promise(resolve => setTimeout(resolve, 5_000));
    if (stopping) return;
    if (postgres?.reviveIfGone()) say('PostgreSQL was gone; it runs again.');
    if (await answers(environment.MLI_BACKEND_URL)) {
      silentSince = undefined;
      continue;
    }
    // A restart after a change of the sources takes a few seconds.
    silentSince ??= Date.now();
    if (Date.now() - silentSince > 30_000) {
      throw new Error(
        'The back end has not answered for half a minute; its last lines above say why. Start again: npm start',
      );
    }
  }
}

/** Whether anybody speaks HTTP there, whatever the answer. */
async function answers(url) {
  try {
    await fetch(`${url}/.backstage/health/v1/liveness`, {
      signal: AbortSignal.timeout(20_000),
    });
    return true;
  } catch {
    return false;
  }
}

async function portalEnvironment() {
  const database = empty ? 'mli_portal_empty' : 'mli_portal';
  const environment = {
    ...process.env,
    MLI_ROOT: root,
    MLI_APP_PORT: String(ports.app),
    MLI_BACKEND_PORT: String(ports.backend),
    MLI_APP_URL: `http://localhost:${ports.app}`,
    MLI_BACKEND_URL: `http://localhost:${ports.backend}`,
    MLI_LOCAL_TOKEN: localSecret('local-token'),
    MLI_ACTOR_KEY: process.env.MLI_ACTOR_KEY ?? localSecret('actor-key'),
    POSTGRES_DATABASE: process.env.POSTGRES_DATABASE ?? database,
  };
  if (process.env.POSTGRES_HOST) return environment;
  postgres = await startPostgres({
    directory: path.join(dataDirectory, 'postgres'),
    port: ports.postgres,
    say,
  });
  return { ...environment, ...postgres.environment };
}

/** Sends half a year of simulated runs through the CLI, as any producer's history would come in. */
async function fillWithDemonstration(environment) {
  say('Filling the demonstration organisation with its activity...');
  const child = spawn(
    process.execPath,
    [path.join(root, 'scripts', 'fill-demonstration.mjs')],
    { cwd: root, env: environment, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const code = await new Promise(resolve => child.once('exit', resolve));
  if (code !== 0) {
    say(
      'The demonstration activity could not be loaded; the lines above say why. The portal works without it.',
    );
    return;
  }
  // Nobody waits for them: adoptions and levels are decided in the minutes after the import.
  for (const name of [
    'ask-demonstration-studies.mjs',
    'fill-demonstration-scorecards.mjs',
  ]) {
    spawn(process.execPath, [path.join(root, 'scripts', name)], {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    }).unref();
  }
}

async function untilAnswers(url) {
  const patience = Date.now() + 300_000;
  while (!stopping) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
      if (answer.ok) return;
    } catch {
      // not listening yet
    }
    if (Date.now() > patience) {
      throw new Error(
        `${url} did not answer within five minutes; the lines above say why.`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

async function stop(code, sentence) {
  if (stopping) return;
  stopping = true;
  say(sentence);
  await group.stop();
  postgres?.stop();
  process.exit(code);
}

function readPort(name, fallback) {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    console.error(
      `${name} is "${text}": it must be a port number, 1 to 65535.`,
    );
    process.exit(2);
  }
  return port;
}
