import fc from 'fast-check';
import { BriefCache } from './BriefCache';

const cacheOf = (options: {
  now?: () => number;
  maxEntries?: number;
  maxWeight?: number;
}) =>
  new BriefCache<string>({
    ttlMilliseconds: 100,
    maxEntries: 10,
    maxWeight: 1_000,
    weightOf: value => value.length,
    ...options,
  });

const settle = () => new Promise(resolve => setImmediate(resolve));

describe('BriefCache', () => {
  it('loads once for callers at the same time and until it expires', async () => {
    let now = 0;
    const load = jest.fn(async () => `value ${now}`);
    const cache = cacheOf({ now: () => now });
    const both = [cache.getOrLoad('a', load), cache.getOrLoad('a', load)];
    expect(await Promise.all(both)).toEqual(['value 0', 'value 0']);
    now = 99;
    expect(await cache.getOrLoad('a', load)).toBe('value 0');
    now = 100;
    expect(await cache.getOrLoad('a', load)).toBe('value 100');
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('forgets what failed', async () => {
    const cache = cacheOf({});
    const failing = cache.getOrLoad('a', async () => {
      throw new Error('catalog is away');
    });
    await expect(failing).rejects.toThrow('catalog is away');
    expect(await cache.getOrLoad('a', async () => 'back')).toBe('back');
  });

  it('drops the least recently used entry', async () => {
    const cache = cacheOf({ maxEntries: 2 });
    const load = jest.fn(async () => 'x');
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) {
      await cache.getOrLoad(key, load);
    }
    expect(load).toHaveBeenCalledTimes(4); // a, b, c, and b again
  });

  it('does not keep one value that is heavier than everything allowed', async () => {
    const cache = cacheOf({ maxWeight: 3 });
    expect(await cache.getOrLoad('a', async () => 'heavy')).toBe('heavy');
    await settle();
    expect([cache.size, cache.weight]).toEqual([0, 0]);
  });

  it('stays within its bounds and answers with the value of the key', async () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      wait: fc.integer({ min: 0, max: 60 }),
      weight: fc.integer({ min: 0, max: 6 }),
      fails: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        let now = 0;
        const cache = cacheOf({
          now: () => now,
          maxEntries: 3,
          maxWeight: 10,
        });
        for (const { key, wait, weight, fails } of steps) {
          now += wait;
          const value = await cache
            .getOrLoad(key, async () => {
              if (fails) {
                throw new Error('no');
              }
              return key + '.'.repeat(weight);
            })
            .catch(() => key);
          await settle();
          expect(value[0]).toBe(key);
          expect(cache.size).toBeLessThanOrEqual(3);
          expect(cache.weight).toBeLessThanOrEqual(10);
          expect(cache.weight).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
