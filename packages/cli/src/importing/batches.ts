import type { ReadRecord } from './records';

export interface Batch {
  /** JSON of each record, in order, with the line it came from. */
  items: { line: number; json: string }[];
  faults: { line: number; reason: string }[];
  /** How far the file had been read when the batch was closed. */
  bytes: number;
  /** Number of records up to and including this batch. */
  upTo: number;
}

export interface BatchLimits {
  items: number;
  bytes: number;
  /** Records to leave out at the beginning: acknowledged by an earlier, interrupted import. */
  skip: number;
}

/** Cuts a stream of records into batches that fit one request. */
export async function* toBatches(
  records: AsyncIterable<ReadRecord>,
  limits: BatchLimits,
): AsyncGenerator<Batch> {
  let batch: Batch = { items: [], faults: [], bytes: 0, upTo: 0 };
  let size = 0;
  let seen = 0;
  for await (const read of records) {
    seen += 1;
    if (seen <= limits.skip) continue;
    const json = read.record ? JSON.stringify(read.record) : '';
    if (
      batch.items.length >= limits.items ||
      (batch.items.length > 0 && size + json.length > limits.bytes)
    ) {
      yield batch;
      batch = { items: [], faults: [], bytes: 0, upTo: 0 };
      size = 0;
    }
    if (read.record) {
      batch.items.push({ line: read.line, json });
      size += Buffer.byteLength(json) + 1;
    } else {
      batch.faults.push({ line: read.line, reason: read.fault });
    }
    batch.bytes = read.bytes;
    batch.upTo = seen;
  }
  if (batch.items.length > 0 || batch.faults.length > 0) yield batch;
}
