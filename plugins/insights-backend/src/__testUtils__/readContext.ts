import { DEFAULT_STAGES } from '@mli/plugin-insights-common';
import { createActorDirectory } from '../core/actors/ActorDirectory';
import { ReadContext } from '../core/ingest/item';
import { parseTime } from '../core/ingest/time';

export const NOW = '2026-05-04T12:00:00Z';

/** What a reader of items is given, at noon of a day in May. */
export function readContext(changes: Partial<ReadContext> = {}): ReadContext {
  return {
    now: parseTime(NOW) ?? 0,
    historical: false,
    stages: new Set(DEFAULT_STAGES),
    actors: createActorDirectory({
      keys: ['a key for tests that is long enough to be one'],
      findAccount: () => undefined,
    }),
    ...changes,
  };
}
