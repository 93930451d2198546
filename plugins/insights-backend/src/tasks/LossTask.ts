import { LoggerService } from '@backstage/backend-plugin-api';
import { lossesEnd, LossReporter } from '../service/losses/LossReporter';
import { LossWorker } from '../service/losses/LossWorker';
import { singleFlight } from './singleFlight';

const FULL_ROUND_MILLISECONDS = 30 * 60_000;

/**
 * Computes losses by day from what changed, then the reports: when closed weeks changed, when a week closed, and
 * every half hour besides, for what offerings promise and how teams are made up.
 */
export class LossTask {
  readonly #worker: LossWorker;
  readonly #reporter: LossReporter;
  readonly #now: () => Date;
  readonly #logger: LoggerService;
  readonly run: () => Promise<void>;
  #reported: { end: string; at: number } | undefined;

  constructor(options: {
    worker: LossWorker;
    reporter: LossReporter;
    now: () => Date;
    logger: LoggerService;
  }) {
    this.#worker = options.worker;
    this.#reporter = options.reporter;
    this.#now = options.now;
    this.#logger = options.logger;
    this.run = singleFlight(async () => await this.#round());
  }

  async #round(): Promise<void> {
    const now = this.#now();
    const end = lossesEnd(now);
    const changedFrom = await this.#worker.drain();
    const known = this.#reported;
    const due =
      known?.end !== end ||
      now.getTime() - known.at >= FULL_ROUND_MILLISECONDS ||
      (changedFrom !== undefined && changedFrom < end);
    if (due) {
      const units = await this.#reporter.run(now);
      this.#logger.info('Losses were computed', {
        units,
        seconds: Math.round((this.#now().getTime() - now.getTime()) / 1_000),
      });
      this.#reported = { end, at: now.getTime() };
    }
  }
}
