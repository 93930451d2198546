import type { Batch } from './batches';
import type { ReadRecord } from './records';
import { Refusal, runImport } from './runImport';

async function* rows(
  count: number,
  faultyLine?: number,
): AsyncGenerator<ReadRecord> {
  for (let line = 1; line <= count; line += 1) {
    if (line === faultyLine) yield { line, bytes: line, fault: 'not JSON' };
    else yield { line, bytes: line, record: { id: String(line) } };
  }
}

function recorder() {
  const written: number[] = [];
  return {
    written,
    mark: {
      read: () => 0,
      write: (n: number) => written.push(n),
      clear: () => undefined,
    },
  };
}

const accepted = async (batch: Batch) =>
  batch.items.map(({ line }) => ({
    id: String(line),
    status: 'accepted' as const,
  }));

describe('runImport', () => {
  it('sends everything once, in batches, and counts', async () => {
    const sent: number[] = [];
    const tally = await runImport({
      records: rows(25, 7),
      send: async batch => {
        sent.push(...batch.items.map(item => item.line));
        return accepted(batch);
      },
      skip: 0,
      batchSize: 10,
      inFlight: 3,
      onProgress: () => undefined,
      onRefusal: () => undefined,
    });
    expect(sent).toHaveLength(24);
    expect(new Set(sent).size).toBe(24);
    expect(tally).toEqual({
      read: 25,
      accepted: 24,
      duplicate: 0,
      quarantined: 0,
      rejected: 1,
    });
  });

  it('reports each refused row with its line', async () => {
    const refusals: Refusal[] = [];
    await runImport({
      records: rows(3, 2),
      send: async batch =>
        batch.items.map(({ line }) => ({
          id: String(line),
          status: line === 3 ? ('quarantined' as const) : ('accepted' as const),
          reason: line === 3 ? 'ended before it started' : undefined,
        })),
      skip: 0,
      batchSize: 10,
      inFlight: 1,
      onProgress: () => undefined,
      onRefusal: refusal => refusals.push(refusal),
    });
    expect(refusals).toEqual([
      { line: 2, status: 'rejected', reason: 'not JSON' },
      { line: 3, status: 'quarantined', reason: 'ended before it started' },
    ]);
  });

  it('never marks a batch before all batches in front of it are acknowledged', async () => {
    const { written, mark } = recorder();
    const send = async (batch: Batch) => {
      const first = batch.items[0]?.line ?? 0;
      if (first === 1) await new Promise(resolve => setTimeout(resolve, 30));
      if (first === 21) throw new Error('the portal went away');
      return accepted(batch);
    };
    await expect(
      runImport({
        records: rows(40),
        send,
        mark: mark as never,
        skip: 0,
        batchSize: 10,
        inFlight: 3,
        onProgress: () => undefined,
        onRefusal: () => undefined,
      }),
    ).rejects.toThrow('the portal went away');
    expect(written).toEqual([10, 20]);
  });

  it('goes on after the rows an earlier import had acknowledged', async () => {
    const sent: number[] = [];
    await runImport({
      records: rows(30),
      send: async batch => {
        sent.push(...batch.items.map(item => item.line));
        return accepted(batch);
      },
      skip: 20,
      batchSize: 10,
      inFlight: 2,
      onProgress: () => undefined,
      onRefusal: () => undefined,
    });
    expect(sent).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
  });
});
