import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { deleteOldEvents } from '../store/retention/deleteOldEvents';
import {
  deleteFrozenMarks,
  deleteOldRuns,
  deleteOldUsage,
  freezeBefore,
  MARGIN_DAYS,
} from '../store/retention/deleteOldRuns';

const BATCH = 5_000;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface RetentionOptions {
  readonly knex: Knex;
  readonly logger: LoggerService;
  /** undefined: events are kept for ever; runs and uses likewise. */
  readonly eventsDays: number | undefined;
  readonly runsDays?: number;
  readonly usageDays?: number;
}

type DeleteOld = (
  knex: Knex,
  options: { before: Date; limit: number },
) => Promise<number>;

/** Deletes what is past its retention, in batches that hold locks briefly. */
export class Retention {
  readonly #options: RetentionOptions;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** @returns how many events were deleted */
  async run(now: Date): Promise<number> {
    const { knex, eventsDays, runsDays, usageDays } = this.#options;
    const deleted = await this.#deleteOld('Events', {
      now,
      days: eventsDays,
      deleteOld: deleteOldEvents,
    });
    const shortest = Math.min(runsDays ?? Infinity, usageDays ?? Infinity);
    if (shortest !== Infinity) {
      // Before anything is deleted: no cell is computed from what is left of its day.
      await freezeBefore(
        knex,
        new Date(now.getTime() - (shortest - MARGIN_DAYS) * DAY_MS),
      );
      await deleteFrozenMarks(knex);
    }
    await this.#deleteOld('Runs', {
      now,
      days: runsDays,
      deleteOld: deleteOldRuns,
    });
    await this.#deleteOld('Uses of offerings', {
      now,
      days: usageDays,
      deleteOld: deleteOldUsage,
    });
    return deleted;
  }

  async #deleteOld(
    what: string,
    {
      now,
      days,
      deleteOld,
    }: { now: Date; days: number | undefined; deleteOld: DeleteOld },
  ): Promise<number> {
    if (days === undefined) {
      return 0;
    }
    const { knex, logger } = this.#options;
    const before = new Date(now.getTime() - days * DAY_MS);
    let deleted = 0;
    let batch: number;
    do {
      batch = await deleteOld(knex, { before, limit: BATCH });
      deleted += batch;
    } while (batch === BATCH);
    if (deleted > 0) {
      logger.info(`${what} past their retention were deleted`, {
        deleted,
        days,
      });
    }
    return deleted;
  }
}
