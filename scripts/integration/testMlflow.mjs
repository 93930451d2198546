import fs from 'node:fs';
import path from 'node:path';
import { freePort } from '../lib/postgres.mjs';
import { startTrackingProxy } from './startTrackingProxy.mjs';

const OUTCOMES = {
  FINISHED: 'succeeded',
  FAILED: 'failed',
  KILLED: 'cancelled',
};
const LOGIN = { username: 'portal', password: 'let me in' };
/** Metrics of one source hold all its data; the release rules may hide them from a window, never from the source. */
const PATIENCE_MS = 120_000;

/** The tracking servers as the configuration of the portal: an honest one, and one behind a proxy that is not. */
export async function startMlflow(stage, python) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = path.join(stage.folder, 'mlflow.log');
  stage.startProcess(
    python.bin('mlflow'),
    [
      'server',
      ...['--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
      ...['--backend-store-uri', databaseOf(stage)],
      ...['--default-artifact-root', path.join(stage.folder, 'artifacts')],
    ],
    // Its job runners are processes that nothing here needs.
    { env: { MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' }, log },
  );
  await untilOk(`${url}/health`, () => fs.readFileSync(log, 'utf8'));
  const proxy = await startTrackingProxy({ target: url, ...LOGIN });
  stage.atEnd(proxy.end);
  console.log(
    `MLflow server at ${url}, and a proxy that lies at ${proxy.url}.`,
  );
  // Pulled by hand here.
  const schedule = { initialDelaySeconds: 86_400 };
  return {
    url,
    proxy,
    config: [
      { name: 'tracker', baseUrl: url, schedule },
      {
        name: 'behind-proxy',
        baseUrl: proxy.url,
        auth: { basic: LOGIN },
        schedule,
      },
    ],
  };
}

export async function testMlflow(stage, python, { portal, tracker }) {
  const said = async what =>
    await python.ask(
      'mlflow_runs.py',
      [tracker.url, databaseOf(stage), what],
      stage.folder,
    );
  const made = await said('make');
  const first = await pull(stage, portal, 'tracker');
  stage.expectEqual(
    'runs read by the first pull',
    first.read,
    made.runs.length,
  );
  stage.expectEqual(
    'runs accepted by the first pull',
    first.accepted,
    made.runs.filter(isPossible).length,
  );
  await compareRuns(stage, portal, made.runs);
  const again = await pull(stage, portal, 'tracker');
  stage.expectEqual('new or changed when nothing changed', again.accepted, 0);

  const ended = await said('end');
  const last = await pull(stage, portal, 'tracker');
  stage.expectEqual(
    'new or changed after the open ones ended and one came',
    last.accepted,
    ended.changed,
  );
  await compareRuns(stage, portal, ended.runs);
  await compareRatio(stage, portal, ended.ratio);

  const { pulls, accepted } = await pullWithPatience(
    stage,
    portal,
    'behind-proxy',
  );
  stage.expectEqual(
    'runs accepted through the proxy that lies',
    accepted,
    ended.runs.filter(isPossible).length,
  );
  const faults = Object.entries(tracker.proxy.counts).map(
    ([fault, count]) => `${count} x ${fault}`,
  );
  console.log(
    `MLflow: ${ended.runs.length} runs of the real client; behind the proxy after ${pulls} pulls, in spite of ${faults.join(', ')}.`,
  );
}

const databaseOf = stage => `sqlite:///${stage.folder}/mlflow.db`;

const isPossible = run => run.end === null || run.end >= run.start;

/** A pull that fails says so and keeps how far it was; the next goes on from there. */
async function pullWithPatience(stage, portal, name) {
  let accepted = 0;
  for (let pulls = 1; ; pulls += 1) {
    const state = await pullOnce(stage, portal, name);
    accepted += state.progress.accepted;
    if (!state.lastError) return { pulls, accepted };
    if (pulls === 20) throw new Error(`The pull fails: ${state.lastError}`);
  }
}

async function pull(stage, portal, name) {
  const state = await pullOnce(stage, portal, name);
  if (state.lastError) throw new Error(`The pull failed: ${state.lastError}`);
  return state.progress;
}

async function pullOnce(stage, portal, name) {
  const started = await stage.call(portal, `/sources/${name}/pull`, {
    method: 'POST',
  });
  let { pull: state } = started;
  while (state.running) {
    await new Promise(resolve => setTimeout(resolve, 300));
    const { items } = await stage.call(portal, '/sources');
    state = items.find(item => item.name === name).pull;
  }
  return state;
}

/** A sample of the many alike, and every odd one. */
async function compareRuns(stage, portal, expected) {
  const alike = expected.filter(run => run.bulk);
  const sample = alike.filter((_, index) => index % 40 === 0);
  for (const theirs of [...expected.filter(run => !run.bulk), ...sample]) {
    const ours = await stage.runOf(portal, 'tracker', theirs.id);
    const what = `MLflow run ${theirs.name} (${theirs.id})`;
    if (!isPossible(theirs)) {
      stage.expectEqual(`${what}: kept as a run`, ours?.id, undefined);
      continue;
    }
    const waits = theirs.status === 'SCHEDULED';
    stage.expectEqual(
      `${what}: outcome`,
      ours?.outcome,
      OUTCOMES[theirs.status],
    );
    stage.expectEqual(
      `${what}: start`,
      msOf(ours?.startedAt),
      waits ? undefined : theirs.start,
    );
    stage.expectEqual(
      `${what}: end`,
      msOf(ours?.endedAt),
      theirs.end ?? undefined,
    );
    stage.expectEqual(
      `${what}: parent`,
      ours?.parentId,
      theirs.parent ?? undefined,
    );
  }
}

/** The ratio over top-level runs of all of the source, once its cells are computed. */
async function compareRatio(stage, portal, theirs) {
  const route = '/metrics/failed_ratio?source=tracker';
  const patience = Date.now() + PATIENCE_MS;
  for (;;) {
    const ours = await stage.call(portal, route);
    const isThere = ours.denominator === theirs.denominator;
    if (isThere || Date.now() > patience) {
      stage.expectEqual(
        'failed_ratio: denominator',
        ours.denominator,
        theirs.denominator,
      );
      stage.expectEqual(
        'failed_ratio: numerator',
        ours.numerator,
        theirs.numerator,
      );
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}

const msOf = time => (time === undefined ? undefined : Date.parse(time));

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
