import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Share } from './benchWorker';
import type { DemonstrationCounts } from './demonstration';
import type { Counts, World } from './worlds';

export interface Rates {
  readonly falsePositives: number;
  readonly coverage: number;
  readonly refused: number;
  readonly answered: number;
}

interface Panels {
  readonly count: number;
  readonly seed: number;
}

/** What the estimator does on `count` panels of a world, one thread a core. */
export async function ratesOf(world: World, panels: Panels): Promise<Rates> {
  const total = await sumOf<Counts>(world, panels);
  const answered = panels.count - total.refused;
  return {
    falsePositives: total.rejected / answered,
    coverage: total.covered / answered,
    refused: total.refused,
    answered,
  };
}

/** What studies say of `count` generated organisations. */
export async function demonstrationOf(
  panels: Panels,
): Promise<DemonstrationCounts> {
  return await sumOf<DemonstrationCounts>('demonstration', panels);
}

async function sumOf<T extends object>(
  world: Share['world'],
  { count, seed }: Panels,
): Promise<Record<keyof T, number>> {
  const step = Math.min(count, Math.max(1, os.availableParallelism()));
  const parts = await Promise.all(
    Array.from({ length: step }, (_, from) =>
      inThread<Record<keyof T, number>>({ world, count, from, step, seed }),
    ),
  );
  return parts.flat().reduce((total, part) => {
    const sum = { ...total };
    // The keys are those of the part itself.
    for (const key of Object.keys(part) as (keyof T)[]) sum[key] += part[key];
    return sum;
  });
}

function inThread<T>(share: Share): Promise<T[]> {
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
        file: path.join(__dirname, 'benchWorker.ts'),
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
