import { QuarantinedItem } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { rowsOf } from './rows';

export interface QuarantineFilter {
  readonly source?: string;
  readonly reason?: string;
  /** Only items older than this one. */
  readonly beforeId?: string;
  readonly limit: number;
}

interface DbQuarantineRow {
  id: string;
  source: string;
  event_id: string;
  reason: string;
  detail: string;
  received_at: Date;
  expires_at: Date;
}

/** Reads what was kept aside, newest first; the bodies stay sealed. */
export class DatabaseQuarantineStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseQuarantineStore {
    return new DatabaseQuarantineStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async list(filter: QuarantineFilter): Promise<QuarantinedItem[]> {
    const rows = await rowsOf<DbQuarantineRow>(
      this.#knex,
      `select q.id, s.name as source, q.event_id, q.reason, q.detail, q.received_at, q.expires_at
       from quarantine q join source s on s.id = q.source_id
       where q.redriven_at is null and q.expires_at > now()
         and (?::text is null or s.name = ?) and (?::text is null or q.reason = ?)
         and (?::bigint is null or q.id < ?::bigint)
       order by q.id desc limit ?`,
      [
        filter.source ?? null,
        filter.source ?? null,
        filter.reason ?? null,
        filter.reason ?? null,
        filter.beforeId ?? null,
        filter.beforeId ?? null,
        filter.limit,
      ],
    );
    return rows.map(row => ({
      id: row.id,
      source: row.source,
      eventId: row.event_id,
      reason: row.reason,
      detail: row.detail,
      receivedAt: row.received_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
    }));
  }

  /** Forgets what nobody fixed in time. */
  async deleteExpired(): Promise<number> {
    const rows = await rowsOf<{ id: string }>(
      this.#knex,
      'delete from quarantine where expires_at <= now() returning id',
    );
    return rows.length;
  }
}
