import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { AnalysisStep } from '../../core/studies/StudyResult';
import { analyseStudy } from '../../core/studies/analyseStudy';
import { StudyInputs } from '../../core/studies/types';

/** What the thread of a study says. */
export type AnalysisMessage =
  | { readonly step: AnalysisStep }
  | {
      readonly analysed: ReturnType<typeof analyseStudy>;
      /** SHA-256 of the inputs, hex: the same inputs, the same digest. */
      readonly inputsDigest: string;
    };

const say = (message: AnalysisMessage) => parentPort?.postMessage(message);

// The thread is started by `analyseInThread` alone, which gives it this.
const { inputs } = workerData as { inputs: StudyInputs };

say({
  analysed: analyseStudy(inputs, step => say({ step })),
  inputsDigest: createHash('sha256')
    .update(JSON.stringify(inputs))
    .digest('hex'),
});
