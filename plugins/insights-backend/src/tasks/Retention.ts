import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { deleteOldEvents } from '../store/retention/deleteOldEvents';

const BATCH = 5_000;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface RetentionOptions {
  readonly knex: Knex;
  readonly logger: LoggerService;
  /** undefined: events are kept for ever. */
  readonly eventsDays: number | undefined;
}

/** Deletes what is past its retention, in batches that hold locks briefly. */
export class Retention {
  readonly #options: RetentionOptions;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** @returns how many events were deleted */
  async run(now: Date): Promise<number> {
    const { knex, logger, eventsDays } = this.#options;
    if (eventsDays === undefined) {
      return 0;
    }
    const before = new Date(now.getTime() - eventsDays * DAY_MS);
    let deleted = 0;
    let batch: number;
    do {
      batch = await deleteOldEvents(knex, { before, limit: BATCH });
      deleted += batch;
    } while (batch === BATCH);
    if (deleted > 0) {
      logger.info('Events past their retention were deleted', {
        events: deleted,
        days: eventsDays,
      });
    }
    return deleted;
  }
}
