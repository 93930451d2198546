import { ServiceUnavailableError } from '@backstage/errors';
import { IngestResult } from '@mli/plugin-insights-common';
import { isDatabaseAway, withoutPayload } from './databaseErrors';
import { IngestBatch } from './IngestWriter';

/** More is waiting for the database than may wait. Answered 429. */
export class TooBusyError extends Error {
  readonly statusCode = 429;
  readonly name = 'TooBusyError';
}

export interface IngestQueueOptions {
  readonly write: (
    batches: readonly IngestBatch[],
  ) => Promise<IngestResult[][]>;
  /** Items that may wait; beyond it requests are refused. */
  readonly mostItems: number;
  /** Transactions at the same time. */
  readonly writers: number;
  /** Items of one transaction, unless a single request has more. */
  readonly itemsPerWrite: number;
  /** How long a request waits before it is told to come again. What it sent may still be stored. */
  readonly patienceMillis: number;
}

interface Waiting {
  readonly batch: IngestBatch;
  readonly resolve: (results: IngestResult[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets requests that come at the same time share a transaction.
 *
 * A commit waits for the disk; a thousand producers that send one event each would wait a thousand times. While a
 * transaction is under way what arrives is collected, and the next transaction takes it all. A lone request does
 * not wait for company.
 */
export class IngestQueue {
  readonly #options: IngestQueueOptions;
  readonly #waiting: Waiting[] = [];
  #waitingItems = 0;
  #writing = 0;
  #closed = false;

  constructor(options: IngestQueueOptions) {
    this.#options = options;
  }

  /**
   * Answers after COMMIT.
   *
   * @throws TooBusyError where too much is waiting
   * @throws ServiceUnavailableError where the database is away or too slow: nothing was acknowledged
   */
  async submit(batch: IngestBatch): Promise<IngestResult[]> {
    if (this.#closed) {
      throw new ServiceUnavailableError('The portal is shutting down.');
    }
    if (
      this.#waitingItems > 0 &&
      this.#waitingItems + batch.items.length > this.#options.mostItems
    ) {
      throw new TooBusyError(
        'More events are waiting to be stored than may wait. Send this request again later.',
      );
    }
    return this.#withPatience(
      new Promise<IngestResult[]>((resolve, reject) => {
        this.#waiting.push({ batch, resolve, reject });
        this.#waitingItems += batch.items.length;
        this.#startWriters();
      }),
    );
  }

  /** Refuses what comes from now on and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#writing > 0) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  async #withPatience(
    results: Promise<IngestResult[]>,
  ): Promise<IngestResult[]> {
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new ServiceUnavailableError(
              'The database did not confirm in time. Send this request again; what was stored is not counted twice.',
            ),
          ),
        this.#options.patienceMillis,
      );
    });
    try {
      return await Promise.race([results, impatience]);
    } finally {
      clearTimeout(timer);
    }
  }

  #startWriters(): void {
    while (this.#writing < this.#options.writers && this.#waiting.length > 0) {
      const taken = this.#take();
      this.#writing += 1;
      this.#write(taken).finally(() => {
        this.#writing -= 1;
        this.#startWriters();
      });
    }
  }

  #take(): Waiting[] {
    const taken: Waiting[] = [];
    let items = 0;
    for (
      let next = this.#waiting[0];
      next &&
      (taken.length === 0 ||
        items + next.batch.items.length <= this.#options.itemsPerWrite);
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      taken.push(next);
      items += next.batch.items.length;
    }
    this.#waitingItems -= items;
    return taken;
  }

  /** Never rejects: every request is told for itself. */
  async #write(taken: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#options.write(taken.map(item => item.batch));
      for (const [index, item] of taken.entries()) {
        item.resolve(results[index] ?? []);
      }
    } catch (error) {
      const concernsAll =
        isDatabaseAway(error) || error instanceof ServiceUnavailableError;
      if (taken.length > 1 && !concernsAll) {
        // One of them is at fault; the others must not suffer for it.
        for (const item of taken) {
          await this.#write([item]);
        }
        return;
      }
      for (const item of taken) {
        if (error instanceof ServiceUnavailableError) {
          item.reject(error);
          continue;
        }
        item.reject(
          isDatabaseAway(error)
            ? new ServiceUnavailableError(
                'The database is not available. Nothing of this request was acknowledged; send it again later.',
              )
            : withoutPayload(error),
        );
      }
    }
  }
}
