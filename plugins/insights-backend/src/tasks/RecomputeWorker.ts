import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { RollupStore } from '../store/rollups/RollupStore';
import { singleFlight } from './singleFlight';

export interface RecomputeWorkerOptions {
  readonly store: RollupStore;
  readonly logger: LoggerService;
  /** Days computed in one transaction. */
  readonly batch?: number;
  /** How long pokes gather at least: a producer that sends without a break must not have its day computed per event. */
  readonly gatherMs?: number;
}

/**
 * How many times as long as the last round the next one gathers: under constant ingest the recompute takes at most
 * a fifth of the time, and the more it has to do the less often it does it.
 */
const GATHER_TIMES_ROUND = 4;
const LONGEST_GATHER_MS = 30_000;

/** Works off the marks that ingest and re-attribution leave. Every back end has one; they share the work. */
export class RecomputeWorker {
  readonly #options: RecomputeWorkerOptions;
  readonly #drain: () => Promise<number>;
  #poked: Promise<void> | undefined;
  #lastRoundMs = 0;
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: RecomputeWorkerOptions) {
    this.#options = options;
    this.#drain = singleFlight(
      async () => await this.#inTurn(async () => await this.#work(Infinity)),
    );
  }

  /** Says that days were marked; answers at once. */
  poke(): void {
    this.#poked ??= this.#gatherAndWork();
  }

  /**
   * Computes until no mark is left for this worker.
   *
   * @returns how many days were computed
   */
  async drain(): Promise<number> {
    return await this.#drain();
  }

  /** Ends after the batch under way; its marks are done, the others stay for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#drain();
  }

  async #gatherAndWork(): Promise<void> {
    const { gatherMs = 500, logger } = this.#options;
    const paced = Math.min(
      GATHER_TIMES_ROUND * this.#lastRoundMs,
      LONGEST_GATHER_MS,
    );
    await setTimeout(Math.max(gatherMs, paced), undefined, { ref: false });
    try {
      await this.#inTurn(async () => await this.#round());
    } catch (error) {
      logger.warn(
        'Cells could not be computed; the marks stay and the next round tries again',
        error instanceof Error ? error : { error: String(error) },
      );
    }
  }

  /** One round at a time: a poke during a long one must not start another beside it. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const own = this.#turn.then(work);
    this.#turn = own.then(
      () => undefined,
      () => undefined,
    );
    return await own;
  }

  /**
   * What is marked now, once: a day that is marked again meanwhile waits for the next round. Actors follow their days
   * and mark others: while there are any, a round is followed by another one.
   */
  async #round(): Promise<void> {
    const { store, batch = 500 } = this.#options;
    const began = performance.now();
    let hasActors = false;
    try {
      const { days, actors } = await store.countMarks();
      // from here on a poke is for what comes after
      this.#poked = undefined;
      await this.#work(Math.ceil(days / batch) + actors);
      hasActors = actors > 0 || (await store.countMarks()).actors > 0;
    } finally {
      this.#poked = undefined;
      this.#lastRoundMs = performance.now() - began;
    }
    if (hasActors && !this.#stopped) {
      this.poke();
    }
  }

  async #work(mostBatches: number): Promise<number> {
    const { store, batch = 500 } = this.#options;
    let total = 0;
    for (let done = 0; done < mostBatches && !this.#stopped; done += 1) {
      const { days } = await store.recompute(batch);
      if (days === 0) {
        break;
      }
      total += days;
    }
    return total;
  }
}
