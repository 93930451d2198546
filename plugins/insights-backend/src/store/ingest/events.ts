import { Knex } from 'knex';
import { Micros } from '../../core/ingest/time';
import { RunObservation } from '../../core/runs/observation';
import { jsonColumn, rowsOf, SPLIT_JSON, timeOfMicros } from '../rows';
import { ATTRIBUTION_LOCK } from './marks';

export interface EventRow {
  readonly sourceId: number;
  readonly eventId: string;
  readonly bodyHash: Buffer;
  readonly type: string;
  readonly runKey?: string;
  readonly at: Micros;
  readonly observation: RunObservation;
}

export interface EventKey {
  readonly sourceId: number;
  readonly eventId: string;
}

const INSERT = `
  with held as materialized (select pg_advisory_xact_lock_shared(?)),
  added as (
    insert into event (source_id, event_id, body_hash, type, run_key, event_time, observation)
    select source_id, event_id, decode(body_hash, 'hex'), type, run_key, ${timeOfMicros('event_time')}, observation::jsonb
    from held, rows from (
      unnest(?::smallint[]), unnest(?::text[]), unnest(?::text[]), unnest(?::text[]), unnest(?::text[]),
      unnest(?::bigint[]), unnest(${SPLIT_JSON})
    ) as new (source_id, event_id, body_hash, type, run_key, event_time, observation)
    on conflict do nothing
    returning source_id, event_id
  )
  select case when count(*) < ? then coalesce(json_agg(json_build_array(source_id, event_id)), '[]') end as only
  from added`;

/**
 * Stores events whose (source, id) is new and answers which those were.
 *
 * Sorted by the primary key, so that two writers with the same events wait for each other instead of deadlocking.
 * A writer that meets a key another one has not committed waits for that commit, which is what makes "not
 * inserted" mean "already there". Mostly all are new; then the database does not repeat their ids.
 *
 * Holds the attribution lock, shared, from here to the end of the transaction (`ATTRIBUTION_LOCK`).
 *
 * @param events - sorted by (source, id), each key once
 */
export async function insertEvents(
  knex: Knex,
  events: readonly EventRow[],
): Promise<readonly EventKey[]> {
  const [row] = await rowsOf<{ only: [number, string][] | null }>(
    knex,
    INSERT,
    [
      ATTRIBUTION_LOCK,
      events.map(event => event.sourceId),
      events.map(event => event.eventId),
      events.map(event => event.bodyHash.toString('hex')),
      events.map(event => event.type),
      events.map(event => event.runKey ?? null),
      events.map(event => event.at),
      jsonColumn(events.map(event => event.observation)),
      events.length,
    ],
    'insights-insert-events',
  );
  return (
    row?.only?.map(([sourceId, eventId]) => ({ sourceId, eventId })) ?? events
  );
}

/** The hashes under which events are stored; by primary key. */
export async function selectEventHashes(
  knex: Knex,
  keys: readonly EventKey[],
): Promise<(EventKey & { bodyHash: Buffer })[]> {
  const rows = await rowsOf<{
    source_id: number;
    event_id: string;
    body_hash: Buffer;
  }>(
    knex,
    `select e.source_id, e.event_id, e.body_hash
     from unnest(?::smallint[], ?::text[]) as k (source_id, event_id)
     join event e on e.source_id = k.source_id and e.event_id = k.event_id`,
    [keys.map(key => key.sourceId), keys.map(key => key.eventId)],
  );
  return rows.map(row => ({
    sourceId: row.source_id,
    eventId: row.event_id,
    bodyHash: row.body_hash,
  }));
}
