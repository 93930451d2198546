import { Knex } from 'knex';
import { ItemFormatName } from '../../core/ingest/item';
import { rowsOf } from '../rows';

export interface QuarantineRow {
  readonly sourceId: number;
  readonly eventId: string;
  readonly bodyHash: Buffer;
  readonly format: ItemFormatName;
  readonly reason: string;
  readonly detail: string;
  /** Encrypted. */
  readonly body: Buffer;
}

/** Keeps refused items; one that is there already stays as it is. */
export async function insertQuarantined(
  knex: Knex,
  rows: readonly QuarantineRow[],
  daysKept: number,
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await rowsOf(
    knex,
    `insert into quarantine (source_id, event_id, body_hash, format, reason, detail, body, expires_at)
     select source_id, event_id, decode(body_hash, 'hex'), format, reason, detail, decode(body, 'base64'),
       now() + make_interval(days => ?)
     from unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
       as new (source_id, event_id, body_hash, format, reason, detail, body)
     order by source_id, event_id, body_hash
     on conflict do nothing`,
    [
      daysKept,
      rows.map(row => row.sourceId),
      rows.map(row => row.eventId),
      rows.map(row => row.bodyHash.toString('hex')),
      rows.map(row => row.format),
      rows.map(row => row.reason),
      rows.map(row => row.detail),
      rows.map(row => row.body.toString('base64')),
    ],
  );
}
