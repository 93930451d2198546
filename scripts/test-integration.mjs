/**
 * `npm run test:integration`: our back end against what others really send and answer, with their own software: an
 * MLflow server and client, the OpenLineage client, and a fuzzer that reads our OpenAPI document. Needs Python 3 with
 * pip and venv; says so and skips where they are missing. `-- --only mlflow|lineage|fuzz` runs one part.
 */
import { execFile, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensureDatabase } from './lib/database.mjs';
import { root } from './lib/paths.mjs';
import { freePort, startPostgres } from './lib/postgres.mjs';

const run = promisify(execFile);
const PACKAGES = ['mlflow', 'openlineage-python', 'schemathesis'];
const OUTCOMES = {
  FINISHED: 'succeeded',
  FAILED: 'failed',
  KILLED: 'cancelled',
};
const FUZZ_SECONDS = 180;

const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1]
  : undefined;
const here = path.join(root, 'scripts', 'integration');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mli-integration-'));
const token = randomBytes(24).toString('hex');
const children = [];
const problems = [];
let postgres;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => stop().finally(() => process.exit(130)));
}

process.exitCode = await main()
  .catch(error => {
    console.error(error.message ?? error);
    return 1;
  })
  .finally(stop);

async function main() {
  const python = await preparePython();
  if (!python) return 0;
  const tracker = only === undefined || only === 'mlflow';
  const mlflowUrl = tracker ? await startMlflow(python) : undefined;
  const url = await startBackEnd(mlflowUrl);
  if (mlflowUrl) await testMlflow(python, url, mlflowUrl);
  if (only === undefined || only === 'lineage') await testLineage(python, url);
  if (only === undefined || only === 'fuzz') await testFuzzing(python, url);
  if (problems.length > 0) {
    console.error(`\n${problems.length} problems:\n${problems.join('\n')}`);
    return 1;
  }
  console.log('\nEverything is as the other side says.');
  return 0;
}

/** A virtual environment of its own, kept for the next time; undefined where Python lacks. */
async function preparePython() {
  const home = path.join(root, '.data', 'integration', 'venv');
  const bin = name => path.join(home, 'bin', name);
  try {
    if (!fs.existsSync(bin('python'))) {
      fs.mkdirSync(path.dirname(home), { recursive: true });
      await run('python3', ['-m', 'venv', home]);
    }
    await run(bin('python'), ['-m', 'pip', '--version']);
  } catch (error) {
    console.log(
      `Skipped: Python 3 with venv and pip is needed (${String(error.message).split('\n')[0]}).`,
    );
    return undefined;
  }
  const installed = await run(bin('python'), [
    ...['-c', 'import mlflow, openlineage.client, schemathesis'],
  ]).then(
    () => true,
    () => false,
  );
  if (!installed) {
    console.log(`Installing ${PACKAGES.join(', ')} ...`);
    try {
      await run(
        bin('python'),
        ['-m', 'pip', 'install', '-q', '--disable-pip-version-check'].concat(
          PACKAGES,
        ),
        { maxBuffer: 64 * 1024 * 1024 },
      );
    } catch (error) {
      console.log(
        `Skipped: ${PACKAGES.join(', ')} cannot be installed here (${String(
          error.stderr ?? error.message,
        )
          .trim()
          .split('\n')
          .at(-1)}).`,
      );
      return undefined;
    }
  }
  return bin;
}

async function startMlflow(bin) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = path.join(folder, 'mlflow.log');
  const out = fs.openSync(log, 'w');
  const server = spawn(
    bin('mlflow'),
    [
      'server',
      ...['--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
      ...['--backend-store-uri', `sqlite:///${folder}/mlflow.db`],
      ...['--default-artifact-root', path.join(folder, 'artifacts')],
    ],
    {
      cwd: folder,
      // Its job runners are processes that nothing here needs.
      env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
      stdio: ['ignore', out, out],
      detached: true,
    },
  );
  children.push(server);
  await untilOk(`${url}/health`, () => fs.readFileSync(log, 'utf8'));
  console.log(`MLflow server at ${url}.`);
  return url;
}

async function startBackEnd(mlflowUrl) {
  postgres = await startPostgres({
    directory: path.join(folder, 'postgres'),
    port: await freePort(),
    throwAway: true,
  });
  await ensureDatabase(postgres.environment, 'mli_integration');
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const config = configOf({ port, url, mlflowUrl });
  const log = path.join(folder, 'back-end.log');
  const out = fs.openSync(log, 'w');
  const server = fork(path.join(here, 'server.ts'), {
    cwd: root,
    execArgv: ['--require', '@backstage/cli-node/config/nodeTransform.cjs'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      INTEGRATION_CONFIG: JSON.stringify(config),
    },
    stdio: ['ignore', out, out, 'ipc'],
  });
  children.push(server);
  await new Promise((resolve, reject) => {
    server.on('message', message => message === 'ready' && resolve());
    server.once('exit', code =>
      reject(
        new Error(
          `The back end ended (${code}):\n${fs.readFileSync(log, 'utf8').slice(-3000)}`,
        ),
      ),
    );
  });
  console.log(`Back end at ${url}.`);
  return url;
}

function configOf({ port, url, mlflowUrl }) {
  const env = postgres.environment;
  return {
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port },
      database: {
        client: 'pg',
        pluginDivisionMode: 'schema',
        connection: {
          host: env.POSTGRES_HOST,
          port: Number(env.POSTGRES_PORT),
          user: env.POSTGRES_USER,
          password: env.POSTGRES_PASSWORD,
          database: 'mli_integration',
        },
      },
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token, subject: 'integration' },
            accessRestrictions: [
              {
                plugin: 'insights',
                permission: [
                  'insights.ingest',
                  'insights.sources.manage',
                  'insights.adoption.read',
                  'insights.team-speed.read',
                ],
              },
            ],
          },
        ],
      },
    },
    permission: { enabled: true },
    insights: {
      actorKey: randomBytes(32).toString('hex'),
      sources: ['openlineage', 'cloudevents'].map(kind => ({
        name: kind,
        kind,
        subjects: ['integration'],
      })),
      importSubjects: ['integration'],
      ...(mlflowUrl && {
        mlflow: [
          {
            name: 'tracker',
            baseUrl: mlflowUrl,
            // Pulled by hand here.
            schedule: { initialDelaySeconds: 86_400 },
          },
        ],
      }),
    },
  };
}

async function testMlflow(bin, url, mlflowUrl) {
  const said = async what =>
    JSON.parse(
      (
        await run(
          bin('python'),
          [path.join(here, 'mlflow_runs.py'), mlflowUrl, what],
          { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
        )
      ).stdout
        .trim()
        .split('\n')
        .at(-1),
    );
  const made = await said('make');
  const first = await pull(url);
  expectEqual('runs read by the first pull', first.read, made.length);
  expectEqual('runs accepted by the first pull', first.accepted, made.length);
  await compareRuns(url, made);

  const again = await pull(url);
  expectEqual('new or changed when nothing changed', again.accepted, 0);

  const ended = await said('end');
  const last = await pull(url);
  expectEqual('new or changed after one ended and one came', last.accepted, 2);
  await compareRuns(url, ended);
  console.log(
    `MLflow: ${ended.length} runs of the real client, pulled three times.`,
  );
}

async function pull(url) {
  const started = await call(url, '/sources/tracker/pull', { method: 'POST' });
  let { pull: state } = started;
  while (state.running) {
    await new Promise(resolve => setTimeout(resolve, 300));
    const { items } = await call(url, '/sources');
    state = items.find(item => item.name === 'tracker').pull;
  }
  if (state.lastError) throw new Error(`The pull failed: ${state.lastError}`);
  return state.progress;
}

async function compareRuns(url, expected) {
  for (const theirs of expected) {
    const ours = await runOf(url, 'tracker', theirs.id);
    const what = `MLflow run ${theirs.id}`;
    expectEqual(`${what}: outcome`, ours?.outcome, OUTCOMES[theirs.status]);
    expectEqual(`${what}: start`, msOf(ours?.startedAt), theirs.start);
    expectEqual(`${what}: end`, msOf(ours?.endedAt), theirs.end ?? undefined);
    expectEqual(`${what}: parent`, ours?.parentId, theirs.parent ?? undefined);
  }
}

async function testLineage(bin, url) {
  const { stdout } = await run(bin('python'), [
    path.join(here, 'lineage_events.py'),
    url,
    token,
  ]);
  const sent = JSON.parse(stdout.trim().split('\n').at(-1));
  for (const theirs of sent) {
    const ours = await runOf(url, 'openlineage', theirs.id);
    const what = `OpenLineage run ${theirs.job}`;
    expectEqual(`${what}: outcome`, ours?.outcome, theirs.outcome);
    expectEqual(`${what}: job`, ours?.job?.name, theirs.job);
    expectEqual(`${what}: parent`, ours?.parentId, theirs.parent ?? undefined);
    expectEqual(`${what}: events`, ours?.events, 2);
  }
  console.log(
    `OpenLineage: ${sent.length} runs of the real client, end before start.`,
  );
}

/** Requests made from our own OpenAPI document: no 5xx, and nothing that hangs. */
async function testFuzzing(bin, url) {
  const log = path.join(root, '.data', 'integration', 'schemathesis.log');
  const out = fs.openSync(log, 'w');
  const child = spawn(
    bin('schemathesis'),
    [
      'run',
      `${url}/api/insights/openapi.json`,
      ...['--url', `${url}/api/insights`],
      ...['--header', `Authorization: Bearer ${token}`],
      ...['--checks', 'not_a_server_error'],
      ...['--phases', 'coverage,fuzzing'],
      ...['--max-examples', '15'],
      ...['--request-timeout', '10'],
      ...['--continue-on-failure', '--seed', '1'],
    ],
    { cwd: folder, stdio: ['ignore', out, out], detached: true },
  );
  children.push(child);
  const timer = setTimeout(() => killGroup(child), FUZZ_SECONDS * 1000);
  const code = await new Promise(resolve => {
    child.once('exit', resolve);
  });
  clearTimeout(timer);
  const text = fs.readFileSync(log, 'utf8');
  const found = /not_a_server_error|Server error|timed? ?out/i.exec(text);
  if (found || (code !== 0 && code !== null)) {
    problems.push(
      `Fuzzing ended with ${code}; see ${path.relative(root, log)}:\n${text.slice(-2500)}`,
    );
  }
  console.log(
    `Fuzzing: ${code === null ? `stopped after ${FUZZ_SECONDS} s, ` : ''}${found ? 'it found something' : 'no 5xx, nothing hangs'}.`,
  );
}

async function runOf(url, source, id) {
  const query = new URLSearchParams({ source, id });
  return (await call(url, `/runs?${query}`)).items[0];
}

async function call(url, route, init = {}) {
  const response = await fetch(`${url}/api/insights${route}`, {
    ...init,
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(60_000),
  });
  if (!response.ok) {
    throw new Error(
      `${route} answered ${response.status}: ${await response.text()}`,
    );
  }
  return response.json();
}

function expectEqual(what, ours, theirs) {
  if (ours !== theirs) {
    problems.push(`${what}: we say ${ours}, the other side ${theirs}`);
  }
}

function msOf(time) {
  return time === undefined ? undefined : Date.parse(time);
}

async function untilOk(url, lastWords) {
  const patience = Date.now() + 240_000;
  for (;;) {
    try {
      if ((await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok) return;
    } catch {
      // not listening yet
    }
    if (Date.now() > patience) {
      throw new Error(`${url} does not answer:\n${lastWords().slice(-3000)}`);
    }
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

async function stop() {
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise(resolve => {
        child.once('exit', resolve);
      });
      killGroup(child);
      await gone;
    }
  }
  postgres?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
