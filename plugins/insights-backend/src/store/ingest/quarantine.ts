import { Knex } from 'knex';
import { rowsOf } from '../rows';

export interface QuarantineRow {
  readonly sourceId: number;
  readonly eventId: string;
  readonly bodyHash: Buffer;
  readonly reason: string;
  readonly detail: string;
  /** Encrypted. */
  readonly body: Buffer;
}

/** How long a refused item waits for a fix. */
const DAYS_KEPT = 14;

/** Keeps refused items; one that is there already stays as it is. */
export async function insertQuarantined(
  knex: Knex,
  rows: readonly QuarantineRow[],
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await rowsOf(
    knex,
    `insert into quarantine (source_id, event_id, body_hash, reason, detail, body, expires_at)
     select source_id, event_id, decode(body_hash, 'hex'), reason, detail, decode(body, 'base64'),
       now() + make_interval(days => ?)
     from unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
       as new (source_id, event_id, body_hash, reason, detail, body)
     order by source_id, event_id, body_hash
     on conflict do nothing`,
    [
      DAYS_KEPT,
      rows.map(row => row.sourceId),
      rows.map(row => row.eventId),
      rows.map(row => row.bodyHash.toString('hex')),
      rows.map(row => row.reason),
      rows.map(row => row.detail),
      rows.map(row => row.body.toString('base64')),
    ],
  );
}
