import { fork } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.mjs';

const plugin = name => path.join(root, 'plugins', name, 'src', 'index.ts');
const CATALOG = '@backstage/plugin-catalog-backend';

/** What back ends of benchmarks, drills and integration tests are made of. */
export const FEATURES = {
  insights: [CATALOG, plugin('insights-backend')],
  insightsWithPulls: [
    CATALOG,
    plugin('insights-backend'),
    plugin('insights-backend-module-mlflow'),
    plugin('insights-backend-module-slurm'),
  ],
  registration: [
    CATALOG,
    plugin('catalog-backend-module-offerings'),
    plugin('offerings-backend'),
  ],
  scorecards: [CATALOG, plugin('scorecards-backend')],
};

/**
 * Starts a back end as a process of its own, so that it can be killed and a load does not share its event loop.
 * Answers when it is ready.
 *
 * @param {object} options
 * @param {object} options.config
 * @param {string[]} options.features
 * @param {string} [options.profile] directory for a CPU profile
 * @param {number | 'inherit'} [options.log] descriptor of a file for what it prints
 * @param {string} [options.logLevel]
 * @param {number} [options.heapMegabytes] as an operator bounds it (docs/operations.md)
 * @returns {Promise<import('node:child_process').ChildProcess>}
 */
export async function startBackEnd({
  config,
  features,
  profile,
  log = 'inherit',
  logLevel = 'warn',
  heapMegabytes,
}) {
  const server = fork(path.join(root, 'scripts/lib/backEndProcess.ts'), {
    cwd: root,
    execArgv: [
      '--require',
      '@backstage/cli-node/config/nodeTransform.cjs',
      ...(heapMegabytes
        ? [`--max-old-space-size=${heapMegabytes}`, '--max-semi-space-size=8']
        : []),
      ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []),
    ],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      LOG_LEVEL: logLevel,
      BACK_END: JSON.stringify({ config, features }),
    },
    stdio: ['ignore', log, log, 'ipc'],
  });
  await new Promise((resolve, reject) => {
    // The loader of TypeScript uses the same channel for messages of its own.
    server.on('message', message => message === 'ready' && resolve(undefined));
    server.once('exit', code =>
      reject(new Error(`the back end ended: ${code}`)),
    );
  });
  return server;
}

/**
 * How long its event loop was kept waiting since this was asked last: 99 % of the waits were shorter, in milliseconds.
 *
 * @returns {Promise<number>}
 */
export async function eventLoopP99(server) {
  const answer = new Promise(resolve => {
    server.on('message', function read(message) {
      if (message?.eventLoopP99Ms !== undefined) {
        server.off('message', read);
        resolve(message.eventLoopP99Ms);
      }
    });
  });
  server.send('event-loop');
  return await answer;
}

/** Ends it before its database, so that nothing of it is still under way then. */
export async function endBackEnd(server, signal = 'SIGTERM') {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise(resolve => server.once('exit', resolve));
  server.kill(signal);
  await ended;
}
