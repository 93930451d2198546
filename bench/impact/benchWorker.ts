import { parentPort, workerData } from 'node:worker_threads';
import { demonstrationCounts } from './demonstration';
import { countsOf, World } from './worlds';

/** What the thread is started with: its share of the panels of one world, or of the generated organisations. */
export interface Share {
  readonly world: World | 'demonstration';
  readonly count: number;
  readonly from: number;
  readonly step: number;
  readonly seed: number;
}

// `inThreads` alone starts the thread, with this.
const { share } = workerData as { share: Share };
const { world, ...part } = share;

parentPort?.postMessage(
  world === 'demonstration'
    ? Array.from(
        { length: Math.ceil((part.count - part.from) / part.step) },
        (_, k) => demonstrationCounts(part.seed + part.from + k * part.step),
      )
    : [countsOf(world, part)],
);
