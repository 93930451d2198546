import { IngestResult } from '@mli/plugin-insights-common';
import {
  CountedItems,
  HeardSource,
  LAG_BOUNDS,
} from '../../store/ingest/noteStored';
import { IngestBatch } from './IngestWriter';

type Results = readonly (readonly IngestResult[])[];

/** What an item that was accepted after it had waited in quarantine is counted under. */
export const REDRIVEN = 'redriven';

/** By source, day of receipt, status and reason. A re-drive counts only what it brought in. */
export function countResults(
  batches: readonly IngestBatch[],
  results: Results,
): CountedItems[] {
  const day = new Date().toISOString().slice(0, 10);
  const counts = new Map<string, CountedItems>();
  for (const [index, { source, isRedrive }] of batches.entries()) {
    for (const { status, reason: said = '' } of results[index] ?? []) {
      if (isRedrive && status !== 'accepted') {
        continue;
      }
      const reason = isRedrive ? REDRIVEN : said;
      const key = `${source.id} ${status} ${reason}`;
      const count = (counts.get(key)?.count ?? 0) + 1;
      counts.set(key, { sourceId: source.id, day, status, reason, count });
    }
  }
  return [...counts.values()];
}

/** How much of each source was accepted, and how long after the moment it tells of. */
export function countHeard(
  batches: readonly IngestBatch[],
  results: Results,
): HeardSource[] {
  const now = Date.now() * 1000;
  const heard = new Map<number, { events: number; within: number[] }>();
  for (const [index, { source, items, isRedrive }] of batches.entries()) {
    for (const [position, item] of isRedrive ? [] : items.entries()) {
      const status = results[index]?.[position]?.status;
      if (item.status === 'readable' && status === 'accepted') {
        const count = heard.get(source.id) ?? {
          events: 0,
          within: LAG_BOUNDS.map(() => 0),
        };
        heard.set(source.id, count);
        count.events += 1;
        for (const [bound, { micros }] of LAG_BOUNDS.entries()) {
          if (now - item.at <= micros) {
            count.within[bound] = (count.within[bound] ?? 0) + 1;
          }
        }
      }
    }
  }
  return [...heard].map(([sourceId, count]) => ({ sourceId, ...count }));
}
