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
  /** How long it must be quiet after a burst. */
  readonly quietMs?: number;
}

/**
 * How many times as long as the last round the next one gathers: under constant ingest the recompute takes at most
 * a fifth of the time, and the more it has to do the less often it does it.
 */
const GATHER_TIMES_ROUND = 4;
const LONGEST_GATHER_MS = 30_000;

/**
 * From so many stored items a second on, a round waits for the end of the burst, at most `LONGEST_GATHER_MS`: both
 * want the same processors, and whoever sends waits for an answer.
 */
const BURST_PER_SECOND = 200;

/** Works off the marks that ingest and re-attribution leave. Every back end has one; they share the work. */
export class RecomputeWorker {
  readonly #options: RecomputeWorkerOptions;
  readonly #drain: () => Promise<number>;
  #poked: Promise<void> | undefined;
  #lastRoundMs = 0;
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;
  #stored = 0;
  /** How many of them have been judged to be a burst or not. */
  #seen = 0;

  constructor(options: RecomputeWorkerOptions) {
    this.#options = options;
    this.#drain = singleFlight(
      async () => await this.#inTurn(async () => await this.#work(Infinity)),
    );
  }

  /**
   * Says that days were marked; answers at once.
   *
   * @param stored - how many items were stored with the marks, where ingest set them
   */
  poke(stored = 0): void {
    this.#stored += stored;
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
    const { logger } = this.#options;
    await this.#gather();
    try {
      await this.#inTurn(async () => await this.#round());
    } catch (error) {
      logger.warn(
        'Cells could not be computed; the marks stay and the next round tries again',
        error instanceof Error ? error : { error: String(error) },
      );
    }
  }

  async #gather(): Promise<void> {
    const { gatherMs = 500, quietMs = 2_000 } = this.#options;
    const paced = Math.min(
      GATHER_TIMES_ROUND * this.#lastRoundMs,
      LONGEST_GATHER_MS,
    );
    const latest = performance.now() + LONGEST_GATHER_MS;
    let wait = Math.max(gatherMs, paced);
    let isBurst = true;
    while (isBurst && performance.now() < latest && !this.#stopped) {
      await setTimeout(wait, undefined, { ref: false });
      isBurst = this.#stored - this.#seen > (BURST_PER_SECOND * wait) / 1000;
      this.#seen = this.#stored;
      wait = quietMs;
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
