import { SourceKind } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { parseTime } from '../../core/ingest/time';
import { DatedObservation, RunObservation } from '../../core/runs/observation';
import { RunState } from '../../core/runs/fold';
import { Source } from '../DatabaseSourceStore';
import { rowsOf } from '../rows';

/** The next runs by id of which any event is kept. */
export async function readRunPage(
  knex: Knex,
  after: string,
  limit: number,
): Promise<{ id: string }[]> {
  return await rowsOf(
    knex,
    `select r.id from run r
     where r.id > ? and exists (select from event e where e.source_id = r.source_id and e.run_key = r.run_key)
     order by r.id limit ?`,
    [after, limit],
  );
}

interface DbEventRow {
  source_id: number;
  source_name: string;
  kind: SourceKind;
  historical: boolean;
  run_key: string;
  type: string;
  at: string;
  hash: string;
  observation: RunObservation;
}

export interface StoredObservation extends DatedObservation {
  readonly source: Source;
  readonly runKey: string;
}

const OBSERVATION = `e.source_id, source.name as source_name, source.kind, source.historical, e.run_key, e.type,
  to_char(e.event_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  left(encode(e.body_hash, 'hex'), 16) as hash, e.observation`;

/** What the kept events of runs say, as ingest gave it to the fold. Index: event_run. */
export async function readStoredObservations(
  knex: Knex,
  runIds: readonly string[],
): Promise<StoredObservation[]> {
  const rows = await rowsOf<DbEventRow>(
    knex,
    `select ${OBSERVATION}
     from run r
     join source on source.id = r.source_id
     join event e on e.source_id = r.source_id and e.run_key = r.run_key
     where r.id = any(?::bigint[])`,
    [runIds],
  );
  return rows.map(toStoredObservation);
}

/** What the next events of runs say of those received in a time, by source and id, and where to go on. */
export async function readReceivedPage(
  knex: Knex,
  received: { after: Date; until: Date },
  page: { after: { sourceId: number; eventId: string }; limit: number },
): Promise<{
  observations: StoredObservation[];
  last?: { sourceId: number; eventId: string };
}> {
  const { sourceId, eventId } = page.after;
  const rows = await rowsOf<DbEventRow & { event_id: string }>(
    knex,
    `select ${OBSERVATION}, e.event_id
     from event e
     join source on source.id = e.source_id
     where e.run_key is not null and e.received_at > ? and e.received_at <= ?
       and (e.source_id, e.event_id) > (?::smallint, ?::text)
     order by e.source_id, e.event_id limit ?`,
    [received.after, received.until, sourceId, eventId, page.limit],
  );
  const last = rows.at(-1);
  return {
    observations: rows.map(toStoredObservation),
    ...(last && { last: { sourceId: last.source_id, eventId: last.event_id } }),
  };
}

function toStoredObservation(row: DbEventRow): StoredObservation {
  return {
    source: {
      id: row.source_id,
      name: row.source_name,
      kind: row.kind,
      historical: row.historical,
    },
    runKey: row.run_key,
    at: parseTime(row.at) ?? 0,
    hash: row.hash,
    observation: row.observation,
  };
}

/** Empties what is concluded from events, and locks the rows in the order of ingest. */
export async function forgetDerived(
  tx: Knex,
  runIds: readonly string[],
  empty: RunState,
): Promise<void> {
  await rowsOf(
    tx,
    `select from run where id = any(?::bigint[]) order by source_id, run_key for update`,
    [runIds],
  );
  for (const table of ['run_attempt', 'run_external_id', 'run_dataset']) {
    await rowsOf(tx, `delete from ${table} where run_id = any(?::bigint[])`, [
      runIds,
    ]);
  }
  // Rows this page stands for are on other pages: linking them again is what finds them.
  await rowsOf(
    tx,
    `insert into run_link_mark (run_id)
     select id from run where joined_to = any(?::bigint[])
     union select consumer_run_id from run_edge where producer_run_id = any(?::bigint[])`,
    [runIds, runIds],
  );
  await rowsOf(
    tx,
    `delete from run_edge where consumer_run_id = any(?::bigint[]) or producer_run_id = any(?::bigint[])`,
    [runIds, runIds],
  );
  await rowsOf(
    tx,
    `update run set state = ?::jsonb, joined_to = null, joined_subjects = null, origins = null, has_trials = false
     where id = any(?::bigint[])`,
    [JSON.stringify(empty), runIds],
  );
}
