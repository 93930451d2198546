import { parentPort, workerData } from 'node:worker_threads';
import { countsOf, World } from './worlds';

/** What the thread is started with: its share of the panels of one world. */
export interface WorldShare {
  readonly world: World;
  readonly count: number;
  readonly from: number;
  readonly step: number;
  readonly seed: number;
}

// `inThreads` alone starts the thread, with this.
const { share } = workerData as { share: WorldShare };

parentPort?.postMessage(countsOf(share.world, share));
