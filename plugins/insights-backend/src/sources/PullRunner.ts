import { randomUUID } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { PulledRun } from '@mli/plugin-insights-common';
import { PullSource } from '@mli/plugin-insights-node';
import { readPulledRun } from '../core/ingest/readPulledRun';
import { IngestService } from '../service/ingest/IngestService';
import { TooBusyError } from '../service/ingest/IngestQueue';
import { Source } from '../store/DatabaseSourceStore';
import {
  DatabasePullStore,
  Lease,
  NO_PROGRESS,
  PullProgress,
} from './DatabasePullStore';

export interface PullRunnerOptions {
  readonly store: DatabasePullStore;
  readonly ingest: IngestService;
  readonly logger: LoggerService;
  /** How often the lease is renewed while a source is slow. */
  readonly renewMs?: number;
}

export interface PullRequest {
  /** By hand: does not wait for the pause after failures. */
  readonly evenTooSoon: boolean;
  readonly signal: AbortSignal;
}

/** - `busy`: somebody else pulls, or it is too soon after a failure. */
export type PullOutcome = 'done' | 'failed' | 'busy' | 'interrupted';

const RUNS_PER_WRITE = 1000;
const RENEW_MS = 15_000;
const LONGEST_ERROR = 500;
const BUSY_TRIES = 8;
const FORMAT = { name: 'pulled-run' as const, read: readPulledRun };

/**
 * Pulls one source once: what it brings goes through the writer of all events, and the cursor moves after the COMMIT.
 *
 * Killed between the two, the next pull brings the same runs again; they are known by what they say. One back end at a
 * time: a lease in the database, which fences the cursor.
 */
export class PullRunner {
  readonly #options: PullRunnerOptions;

  constructor(options: PullRunnerOptions) {
    this.#options = options;
  }

  async run(
    source: Source,
    pull: PullSource,
    request: PullRequest,
  ): Promise<PullOutcome> {
    const { store } = this.#options;
    const logger = this.#options.logger.child({ source: source.name });
    const lease: Lease = { sourceId: source.id, holder: randomUUID() };
    const begun = await store.begin(lease, request);
    if (!begun) {
      return 'busy';
    }
    const lost = new AbortController();
    const signal = AbortSignal.any([request.signal, lost.signal]);
    const renewal = setInterval(
      () => void this.#renew(lease, lost),
      this.#options.renewMs ?? RENEW_MS,
    );
    let progress = NO_PROGRESS;
    try {
      const batches = pull.pull({ cursor: begun.cursor, signal, logger });
      for await (const { runs, cursor, note, unreadable = 0 } of batches) {
        progress = await this.#store(source, runs, { progress, signal });
        progress = {
          ...progress,
          read: progress.read + unreadable,
          rejected: progress.rejected + unreadable,
          ...(note !== undefined && { note }),
        };
        signal.throwIfAborted();
        if (!(await store.advance(lease, { cursor, progress, unreadable }))) {
          throw new Error('Another back end has taken this source over.');
        }
      }
      await store.succeed(lease);
      logger.info(
        `Pulled ${progress.read} runs from ${source.name}: ${progress.accepted} new or changed.`,
      );
      return 'done';
    } catch (error) {
      if (signal.aborted) {
        await store.release(lease);
        return 'interrupted';
      }
      await store.fail(lease, sentenceOf(error));
      logger.warn(
        `The pull from ${source.name} failed and will be tried again: ${sentenceOf(error)}`,
      );
      return 'failed';
    } finally {
      clearInterval(renewal);
    }
  }

  async #renew(lease: Lease, lost: AbortController): Promise<void> {
    try {
      if (!(await this.#options.store.renew(lease))) {
        lost.abort(new Error('Another back end has taken this source over.'));
      }
    } catch {
      // The database is away: the next batch fails by itself, and the cursor stays where it is.
    }
  }

  async #store(
    source: Source,
    runs: readonly PulledRun[],
    { progress, signal }: { progress: PullProgress; signal: AbortSignal },
  ): Promise<PullProgress> {
    const counted = { ...progress, batches: progress.batches + 1 };
    for (let from = 0; from < runs.length; from += RUNS_PER_WRITE) {
      const part = runs.slice(from, from + RUNS_PER_WRITE);
      const results = await this.#ingest(source, part, signal);
      counted.read += part.length;
      for (const { status } of results) {
        counted[status] += 1;
      }
    }
    return counted;
  }

  /** Producers that wait for an answer go first: a pull comes again when the queue is full. */
  async #ingest(
    source: Source,
    runs: readonly PulledRun[],
    signal: AbortSignal,
  ) {
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        return await this.#options.ingest.ingest(source, runs, FORMAT);
      } catch (error) {
        if (!(error instanceof TooBusyError) || attempt === BUSY_TRIES) {
          throw error;
        }
        await new Promise(resolve => setTimeout(resolve, 250 * attempt));
      }
    }
  }
}

function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll('\u0000', '').slice(0, LONGEST_ERROR);
}
