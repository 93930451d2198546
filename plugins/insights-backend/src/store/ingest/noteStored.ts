import { Knex } from 'knex';
import { StoredKeys } from '../../core/actors/planRotation';
import { rowsOf } from '../rows';
import { MARK_DAYS, markBindings, TouchedDay } from './marks';

export interface CountedItems {
  readonly sourceId: number;
  readonly day: string;
  readonly status: string;
  readonly reason: string;
  readonly count: number;
}

/**
 * How long after the moment they tell of events were received: the bounds of what `source_hour` counts, in order,
 * in microseconds. What came later than a week is in none of them.
 */
export const LAG_BOUNDS = [
  { column: 'within_minute', micros: 60e6 },
  { column: 'within_ten_minutes', micros: 600e6 },
  { column: 'within_hour', micros: 3_600e6 },
  { column: 'within_six_hours', micros: 21_600e6 },
  { column: 'within_day', micros: 86_400e6 },
  { column: 'within_week', micros: 604_800e6 },
] as const;

/** The accepted events of one source in one transaction. */
export interface HeardSource {
  readonly sourceId: number;
  readonly events: number;
  /** One number for each of `LAG_BOUNDS`: how many came within it. */
  readonly within: readonly number[];
}

const LAG_COLUMNS = LAG_BOUNDS.map(({ column }) => column);

const NOTE = `
  with marked as (${MARK_DAYS}),
  counted as (
    insert into ingest_count (source_id, day, status, reason, count)
    select * from unnest(?::smallint[], ?::date[], ?::text[], ?::text[], ?::bigint[])
    order by 1, 2, 3, 4
    on conflict (source_id, day, status, reason) do update set count = ingest_count.count + excluded.count
  ), heard as (
    insert into source_hour (source_id, hour, events, ${LAG_COLUMNS.join(', ')})
    select source_id, date_trunc('hour', now(), 'UTC'), events, ${LAG_COLUMNS.join(', ')}
    from unnest(?::smallint[], ?::bigint[], ${LAG_COLUMNS.map(() => '?::bigint[]').join(', ')})
      as new (source_id, events, ${LAG_COLUMNS.join(', ')})
    order by source_id
    on conflict (source_id, hour) do update set events = source_hour.events + excluded.events,
      ${LAG_COLUMNS.map(column => `${column} = source_hour.${column} + excluded.${column}`).join(', ')}
  ), received as (
    update source set last_received_at = now(), first_received_at = coalesce(first_received_at, now())
    where id in (
      -- to the second is enough, and a row that is not written is not waited for
      select id from source
      where id = any(?::smallint[]) and (last_received_at is null or last_received_at < now() - interval '1 second')
      order by id for no key update
    )
  )
  select fingerprint, target_fingerprint from actor_key_state`;

/** What a transaction of ingest leaves behind beside events and runs. */
export interface IngestNotes {
  readonly touched: readonly TouchedDay[];
  readonly counts: readonly CountedItems[];
  readonly heard: readonly HeardSource[];
  /** Sources to note as heard from; a re-drive is no sign of life of its producer. */
  readonly heardIds: readonly number[];
}

/**
 * Marks the days that runs touched, counts what became of items, notes that their sources were heard from, and reads
 * with which keys the rows are made: all in one statement, because every statement is a round trip and most
 * transactions are small. Its rows are the same for all requests of a source, and locked until commit: call it last.
 */
export async function noteStored(
  knex: Knex,
  { touched, counts, heard, heardIds }: IngestNotes,
): Promise<StoredKeys | undefined> {
  if (touched.length === 0 && counts.length === 0) {
    return undefined;
  }
  const [row] = await rowsOf<{
    fingerprint: Buffer;
    target_fingerprint: Buffer | null;
  }>(
    knex,
    NOTE,
    [
      ...markBindings(touched),
      counts.map(item => item.sourceId),
      counts.map(item => item.day),
      counts.map(item => item.status),
      counts.map(item => item.reason),
      counts.map(item => item.count),
      heard.map(item => item.sourceId),
      heard.map(item => item.events),
      ...LAG_BOUNDS.map((_, index) =>
        heard.map(item => item.within[index] ?? 0),
      ),
      heardIds,
    ],
    'insights-note-stored',
  );
  return (
    row && {
      fingerprint: row.fingerprint,
      ...(row.target_fingerprint && { target: row.target_fingerprint }),
    }
  );
}
