import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { RollupStore } from '../store/rollups/RollupStore';
import { singleFlight } from './singleFlight';

export interface RecomputeWorkerOptions {
  readonly store: RollupStore;
  readonly logger: LoggerService;
  /** Days computed in one transaction. */
  readonly batch?: number;
  /** How long pokes gather: a producer that sends without a break must not have its day computed per event. */
  readonly gatherMs?: number;
}

/** Works off the marks that ingest and re-attribution leave. Every back end has one; they share the work. */
export class RecomputeWorker {
  readonly #options: RecomputeWorkerOptions;
  readonly #drain: () => Promise<number>;
  #poked: Promise<void> | undefined;
  #stopped = false;

  constructor(options: RecomputeWorkerOptions) {
    this.#options = options;
    this.#drain = singleFlight(async () => await this.#work());
  }

  /** Says that days were marked; answers at once. */
  poke(): void {
    this.#poked ??= this.#gatherAndDrain();
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

  async #gatherAndDrain(): Promise<void> {
    await setTimeout(this.#options.gatherMs ?? 500, undefined, { ref: false });
    // from here on a poke is for what comes after
    this.#poked = undefined;
    try {
      await this.#drain();
    } catch (error) {
      this.#options.logger.warn(
        'Cells could not be computed; the marks stay and the next round tries again',
        error instanceof Error ? error : { error: String(error) },
      );
    }
  }

  async #work(): Promise<number> {
    const { store, batch = 500 } = this.#options;
    let total = 0;
    while (!this.#stopped) {
      const { days } = await store.recompute(batch);
      if (days === 0) {
        break;
      }
      total += days;
    }
    return total;
  }
}
