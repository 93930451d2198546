import { ActorKind } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { formatTime, Micros } from '../../core/ingest/time';
import { rowsOf } from '../rows';

/** One use of an offering that is not a run. */
export interface UsageRow {
  readonly sourceId: number;
  readonly eventId: string;
  readonly subjectId?: string;
  readonly at: Micros;
  /** Hex; '' where not known. */
  readonly actorHash: string;
  readonly actorKind?: ActorKind;
  readonly quantity?: number;
}

/** Adds uses whose events this transaction has added, so that none is there already. */
export async function insertUsage(
  tx: Knex,
  rows: readonly UsageRow[],
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await rowsOf(
    tx,
    `insert into usage_event (source_id, event_id, subject_id, at, actor_hash, actor_kind, quantity)
     select source_id, event_id, subject_id, at, decode(actor_hash, 'hex'), actor_kind, quantity
     from unnest(?::smallint[], ?::text[], ?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::double precision[])
       as new (source_id, event_id, subject_id, at, actor_hash, actor_kind, quantity)
     on conflict do nothing`,
    [
      rows.map(row => row.sourceId),
      rows.map(row => row.eventId),
      rows.map(row => row.subjectId ?? null),
      rows.map(row => formatTime(row.at)),
      rows.map(row => row.actorHash),
      rows.map(row => row.actorKind ?? null),
      rows.map(row => row.quantity ?? null),
    ],
  );
}
