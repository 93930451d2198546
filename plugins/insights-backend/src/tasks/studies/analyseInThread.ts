import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { AnalysisStep } from '../../core/studies/StudyResult';
import { AnalysedStudy } from '../../core/studies/analyseStudy';
import { StudyInputs } from '../../core/studies/types';
import type { AnalysisMessage } from './analysisWorker';

export interface ComputedStudy {
  readonly analysed: AnalysedStudy;
  readonly inputsDigest: string;
}

const PACKAGE = '@mli/plugin-insights-backend';

/** Nothing of the size this portal is made for takes as long. */
const LONGEST_MS = 10 * 60_000;

/**
 * Computes a study in a thread of its own, so that requests are answered meanwhile.
 *
 * @throws Error where the thread fails, or takes longer than ten minutes
 */
export async function analyseInThread(
  inputs: StudyInputs,
  onStep: (step: AnalysisStep) => void,
): Promise<ComputedStudy> {
  const { file, loader } = workerFile();
  // The transform of TypeScript is loaded first where the thread runs from sources.
  const worker = new Worker(
    `const { workerData } = require('node:worker_threads');
     if (workerData.loader) require(workerData.loader);
     require(workerData.file);`,
    { eval: true, workerData: { inputs, file, loader }, execArgv: [] },
  );
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ComputedStudy>((resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error('The computation took over ten minutes.')),
        LONGEST_MS,
      );
      worker.on('message', (message: AnalysisMessage) => {
        if ('step' in message) onStep(message.step);
        else resolve(message);
      });
      worker.on('error', reject);
      worker.on('exit', code =>
        reject(new Error(`The computation ended with code ${code}.`)),
      );
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function workerFile(): { file: string; loader?: string } {
  const source = resolvePackagePath(
    PACKAGE,
    'src/tasks/studies/analysisWorker.ts',
  );
  if (existsSync(source)) {
    return {
      file: source,
      loader: require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
    };
  }
  return {
    file: resolvePackagePath(
      PACKAGE,
      'dist/tasks/studies/analysisWorker.cjs.js',
    ),
  };
}
