import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work may hold the event loop; what comes in meanwhile waits that long, once for each that works so. */
const TURN_MS = 5;

/** Does some work for each of many, and lets everything else have a turn as soon as it has held the event loop long enough. */
export async function eachInTurns<T>(
  items: Iterable<T>,
  work: (item: T) => void,
): Promise<void> {
  let since = performance.now();
  for (const item of items) {
    work(item);
    if (performance.now() - since > TURN_MS) {
      await nextTurn();
      since = performance.now();
    }
  }
}
