import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WorldShare } from './worldWorker';
import type { Counts, World } from './worlds';

export interface Rates {
  readonly falsePositives: number;
  readonly coverage: number;
  readonly refused: number;
  readonly answered: number;
}

/** What the estimator does on `count` panels of a world, one thread a core. */
export async function ratesOf(
  world: World,
  { count, seed }: { count: number; seed: number },
): Promise<Rates> {
  const step = Math.max(1, os.availableParallelism());
  const parts = await Promise.all(
    Array.from({ length: step }, (_, from) =>
      countsInThread({ world, count, from, step, seed }),
    ),
  );
  const sum = (of: (counts: Counts) => number) =>
    parts.reduce((total, counts) => total + of(counts), 0);
  const refused = sum(counts => counts.refused);
  const answered = count - refused;
  return {
    falsePositives: sum(counts => counts.rejected) / answered,
    coverage: sum(counts => counts.covered) / answered,
    refused,
    answered,
  };
}

function countsInThread(share: WorldShare): Promise<Counts> {
  const worker = new Worker(
    `const { workerData } = require('node:worker_threads');
     require(workerData.loader);
     require(workerData.file);`,
    {
      eval: true,
      execArgv: [],
      workerData: {
        share,
        loader: require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
        file: path.join(__dirname, 'worldWorker.ts'),
      },
    },
  );
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', code =>
      reject(new Error(`A thread ended with code ${code} before it answered.`)),
    );
  });
}
