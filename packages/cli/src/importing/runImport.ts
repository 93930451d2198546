import type { IngestResult } from '@mli/plugin-insights-common';
import { PortalClient, RetryLaterError } from '../client';
import { Batch, toBatches } from './batches';
import type { ProgressMark } from './progressMark';
import type { ReadRecord } from './records';

export interface Tally {
  read: number;
  accepted: number;
  duplicate: number;
  quarantined: number;
  rejected: number;
}

export interface Refusal {
  line: number;
  status: 'quarantined' | 'rejected';
  reason: string;
}

export interface ImportOptions {
  records: AsyncIterable<ReadRecord>;
  /** Sends one batch; answers one result an item. */
  send: (batch: Batch) => Promise<IngestResult[]>;
  mark?: ProgressMark;
  skip: number;
  batchSize: number;
  inFlight: number;
  onProgress: (tally: Readonly<Tally>, bytes: number) => void;
  onRefusal: (refusal: Refusal) => void;
}

const MAX_BATCH_BYTES = 3_500_000;

/** Streams records to the portal, a few batches at a time; memory does not grow with the file. */
export async function runImport(options: ImportOptions): Promise<Tally> {
  const tally: Tally = {
    read: options.skip,
    accepted: 0,
    duplicate: 0,
    quarantined: 0,
    rejected: 0,
  };
  const flying: { batch: Batch; done: Promise<void> }[] = [];
  const batches = toBatches(options.records, {
    items: options.batchSize,
    bytes: MAX_BATCH_BYTES,
    skip: options.skip,
  });

  // Batches are settled in the order of the file: the mark never runs ahead of one still in flight.
  const settleFirst = async () => {
    const first = flying.shift();
    if (!first) return;
    await first.done;
    tally.read = first.batch.upTo;
    options.mark?.write(first.batch.upTo);
    options.onProgress(tally, first.batch.bytes);
  };

  try {
    for await (const batch of batches) {
      const done = deliver(batch, options, tally);
      // Awaited in order below; until then a failure must not count as unhandled.
      done.catch(() => undefined);
      flying.push({ batch, done });
      if (flying.length >= options.inFlight) await settleFirst();
    }
    while (flying.length > 0) await settleFirst();
  } finally {
    await Promise.allSettled(flying.map(({ done }) => done));
  }
  return tally;
}

async function deliver(
  batch: Batch,
  options: ImportOptions,
  tally: Tally,
): Promise<void> {
  for (const { line, reason } of batch.faults) {
    tally.rejected += 1;
    options.onRefusal({ line, status: 'rejected', reason });
  }
  if (batch.items.length === 0) return;
  const results = await options.send(batch);
  results.forEach((result, index) => {
    tally[result.status] += 1;
    if (result.status === 'quarantined' || result.status === 'rejected') {
      options.onRefusal({
        line: batch.items[index]?.line ?? 0,
        status: result.status,
        reason: result.reason ?? 'no reason given',
      });
    }
  });
}

const MAX_ATTEMPTS = 8;

/** Sends with back-off while the portal says, or its silence says, that a later try may do. */
export async function sendPatiently(
  client: PortalClient,
  path: string,
  body: string,
): Promise<IngestResult[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await client.post(path, body);
      return answer.results;
    } catch (error) {
      if (!(error instanceof RetryLaterError) || attempt === MAX_ATTEMPTS) {
        throw error;
      }
      const seconds =
        error.retryAfterSeconds ?? Math.min(30, 2 ** (attempt - 1));
      await new Promise(resolve => setTimeout(resolve, seconds * 1000));
    }
  }
}
