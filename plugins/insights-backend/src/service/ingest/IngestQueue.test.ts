import { ServiceUnavailableError } from '@backstage/errors';
import { IngestResult } from '@mli/plugin-insights-common';
import { ReadItem } from '../../core/ingest/item';
import { IngestQueue, TooBusyError } from './IngestQueue';
import { IngestBatch } from './IngestWriter';

const source = { id: 1, name: 's', kind: 'file', historical: true } as const;

function batch(...ids: string[]): IngestBatch {
  const items: ReadItem[] = ids.map(id => ({
    status: 'rejected',
    id,
    reason: 'wrong-field',
    notes: [],
  }));
  return { source, format: 'run-record', items };
}

const accept = (batches: readonly IngestBatch[]): IngestResult[][] =>
  batches.map(({ items }) =>
    items.map(({ id }) => ({ id, status: 'accepted' })),
  );

const ids = (batches: readonly IngestBatch[]) =>
  batches.map(({ items }) => items.map(item => item.id).join('+'));

/** A writer that waits until it is let go, and says what it was given. */
function heldWriter() {
  const written: string[][] = [];
  let release: () => void = () => {};
  let held = new Promise<void>(resolve => {
    release = resolve;
  });
  return {
    written,
    release: () => {
      release();
      held = Promise.resolve();
    },
    write: async (batches: readonly IngestBatch[]) => {
      written.push(ids(batches));
      await held;
      return accept(batches);
    },
  };
}

const LIMITS = {
  mostItems: 4,
  writers: 1,
  itemsPerWrite: 3,
  patienceMillis: 5_000,
};

describe('IngestQueue', () => {
  it('lets requests that wait share a write, and tells each its own results', async () => {
    const writer = heldWriter();
    const queue = new IngestQueue({ ...LIMITS, write: writer.write });
    const answers = ['a', 'b', 'c', 'd'].map(id => queue.submit(batch(id)));
    writer.release();
    expect(await Promise.all(answers)).toEqual(
      ['a', 'b', 'c', 'd'].map(id => [{ id, status: 'accepted' }]),
    );
    expect(writer.written).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('refuses what is too much, and takes a request larger than a write alone', async () => {
    const writer = heldWriter();
    const queue = new IngestQueue({ ...LIMITS, write: writer.write });
    const answers = [
      queue.submit(batch('1', '2', '3', '4', '5')),
      queue.submit(batch('6', '7', '8')),
    ];
    await expect(queue.submit(batch('9', '10'))).rejects.toThrow(TooBusyError);
    writer.release();
    await Promise.all(answers);
    expect(writer.written).toEqual([['1+2+3+4+5'], ['6+7+8']]);
    expect(await queue.submit(batch('11'))).toHaveLength(1);
  });

  it('lets one faulty request fail alone', async () => {
    const writer = heldWriter();
    const queue = new IngestQueue({
      ...LIMITS,
      write: async batches => {
        const results = await writer.write(batches);
        if (ids(batches).includes('bad')) {
          throw new Error('a fault of one');
        }
        return results;
      },
    });
    const answers = ['first', 'good', 'bad'].map(id => queue.submit(batch(id)));
    writer.release();
    expect(
      (await Promise.allSettled(answers)).map(item => item.status),
    ).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  it('says that the database is away', async () => {
    const queue = new IngestQueue({
      ...LIMITS,
      write: async () => {
        throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
      },
    });
    await expect(queue.submit(batch('a'))).rejects.toThrow(
      ServiceUnavailableError,
    );
  });

  it('does not let a request wait for ever', async () => {
    const writer = heldWriter();
    const queue = new IngestQueue({
      ...LIMITS,
      write: writer.write,
      patienceMillis: 5,
    });
    await expect(queue.submit(batch('a'))).rejects.toThrow(
      'The database did not confirm in time',
    );
    writer.release();
    await queue.close();
    await expect(queue.submit(batch('b'))).rejects.toThrow('shutting down');
  });
});
