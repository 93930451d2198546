import { mockServices } from '@backstage/backend-test-utils';
import { setTimeout } from 'node:timers/promises';
import { RollupStore } from '../store/rollups/RollupStore';
import { RecomputeWorker } from './RecomputeWorker';

/** Marks in memory: what the worker does with a store, not what the store does. */
class CountingStore implements RollupStore {
  marks = 0;
  actors = 0;
  failures = 0;
  batches: number[] = [];
  isMarkedAgain = false;
  workMs = 0;

  async recompute(limit: number) {
    await setTimeout(this.workMs);
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('the database is away');
    }
    const days = Math.min(limit, this.marks);
    this.marks -= this.isMarkedAgain ? 0 : days;
    this.batches.push(days);
    if (days === 0 && this.actors > 0) {
      this.actors -= 1;
      this.marks += 1;
      return { days: 1 };
    }
    return { days };
  }

  async audit() {
    return { sampled: 0, differences: [] };
  }

  async countMarks() {
    return { days: this.marks, actors: this.actors };
  }
}

describe('RecomputeWorker', () => {
  const logger = mockServices.logger.mock();
  let store: CountingStore;

  beforeEach(() => {
    store = new CountingStore();
  });

  it('works in batches until nothing is left', async () => {
    store.marks = 25;
    const worker = new RecomputeWorker({ store, logger, batch: 10 });
    expect(await worker.drain()).toBe(25);
    expect(store.batches).toEqual([10, 10, 5, 0]);
  });

  it('gathers pokes', async () => {
    store.marks = 3;
    const worker = new RecomputeWorker({ store, logger, gatherMs: 5 });
    for (let i = 0; i < 100; i++) {
      worker.poke();
    }
    await setTimeout(500);
    expect(store.batches).toEqual([3]);
  });

  it('computes a day that is marked again and again once a round', async () => {
    store.marks = 3;
    store.isMarkedAgain = true;
    const worker = new RecomputeWorker({ store, logger, gatherMs: 5 });
    worker.poke();
    await setTimeout(500);
    expect(store.batches).toEqual([3]);
  });

  it('goes on while there are actors, and with the days they mark', async () => {
    store.marks = 3;
    store.actors = 2;
    const worker = new RecomputeWorker({ store, logger, gatherMs: 5 });
    worker.poke();
    await setTimeout(500);
    expect(await store.countMarks()).toEqual({ days: 0, actors: 0 });
  });

  it('rests for longer than it worked', async () => {
    store.marks = 3;
    store.isMarkedAgain = true;
    store.workMs = 50;
    const worker = new RecomputeWorker({ store, logger, gatherMs: 1 });
    worker.poke();
    await setTimeout(100);
    worker.poke();
    await setTimeout(100);
    expect(store.batches).toEqual([3]);
    await setTimeout(250);
    expect(store.batches).toEqual([3, 3]);
  });

  it('lets a burst of ingest pass', async () => {
    store.marks = 3;
    const worker = new RecomputeWorker({
      store,
      logger,
      gatherMs: 20,
      quietMs: 100,
    });
    for (let i = 0; i < 10; i++) {
      worker.poke(100);
      await setTimeout(20);
    }
    expect(store.batches).toEqual([]);
    await setTimeout(400);
    expect(store.batches).toEqual([3]);
  });

  it('says that it failed, and works at the next poke', async () => {
    store.marks = 3;
    store.failures = 1;
    const worker = new RecomputeWorker({ store, logger, gatherMs: 0 });
    worker.poke();
    await setTimeout(30);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('the next round tries again'),
      expect.anything(),
    );
    worker.poke();
    await setTimeout(30);
    expect(store.marks).toBe(0);
  });

  it('does no more once it is stopped', async () => {
    const worker = new RecomputeWorker({ store, logger });
    await worker.stop();
    store.marks = 3;
    expect(await worker.drain()).toBe(0);
    expect(store.marks).toBe(3);
  });
});
