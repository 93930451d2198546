import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { reapSilentRuns } from '../store/reaper/reapSilentRuns';

/** docs/metrics.md, section 1: the larger of 72 hours and three times the p99 of the job's run time. */
const SHORTEST_SILENCE_HOURS = 72;
const TIMES_P99 = 3;
const BATCH = 1_000;

export interface ReaperOptions {
  readonly knex: Knex;
  readonly logger: LoggerService;
  /** Days were marked. */
  readonly onMarked: () => void;
}

/** Closes runs nobody has heard of for too long as lost. */
export class Reaper {
  readonly #options: ReaperOptions;

  constructor(options: ReaperOptions) {
    this.#options = options;
  }

  /** @returns how many runs were lost */
  async run(now: Date): Promise<number> {
    const { knex, logger, onMarked } = this.#options;
    let lost = 0;
    let found: number;
    do {
      found = await reapSilentRuns(knex, {
        now,
        shortestSilenceHours: SHORTEST_SILENCE_HOURS,
        timesP99: TIMES_P99,
        limit: BATCH,
      });
      lost += found;
    } while (found === BATCH);
    if (lost > 0) {
      logger.info('Runs that fell silent were closed as lost', { runs: lost });
      onMarked();
    }
    return lost;
  }
}
