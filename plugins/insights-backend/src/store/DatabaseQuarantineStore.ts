import {
  QuarantinedItem,
  QuarantineSummary,
  SourceKind,
} from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { ItemFormatName } from '../core/ingest/item';
import { rowsOf } from './rows';

export interface QuarantineFilter {
  readonly source?: string;
  readonly reason?: string;
  /** Only items older than this one. */
  readonly beforeId?: string;
  readonly limit: number;
}

export interface WaitingFilter {
  readonly ids?: readonly string[];
  readonly source?: string;
  readonly reason?: string;
  /** Only items newer than this one. */
  readonly afterId?: string;
  readonly limit: number;
}

/** An item as a re-drive needs it. */
export interface WaitingItem {
  readonly id: string;
  readonly source: string;
  readonly sourceKind: SourceKind;
  readonly eventId: string;
  readonly bodyHash: Buffer;
  readonly format?: ItemFormatName;
  /** Encrypted. */
  readonly body: Buffer;
  readonly receivedAt: Date;
}

/** What a re-drive made of an item. */
export interface SettledItem {
  readonly id: string;
  /** It is stored as an event now, by this re-drive or before. */
  readonly isDone: boolean;
  readonly reason: string;
  readonly detail: string;
}

interface DbQuarantineRow {
  id: string;
  source: string;
  event_id: string;
  reason: string;
  detail: string;
  tries: number;
  received_at: Date;
  expires_at: Date;
}

const WAITING = `q.redriven_at is null and q.expires_at > now()`;

/** What was kept aside; the bodies stay sealed. */
export class DatabaseQuarantineStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseQuarantineStore {
    return new DatabaseQuarantineStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Newest first. */
  async list(filter: QuarantineFilter): Promise<QuarantinedItem[]> {
    const rows = await rowsOf<DbQuarantineRow>(
      this.#knex,
      `select q.id, s.name as source, q.event_id, q.reason, q.detail, q.tries, q.received_at, q.expires_at
       from quarantine q join source s on s.id = q.source_id
       where ${WAITING}
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
      tries: row.tries,
      receivedAt: row.received_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
    }));
  }

  async summarise(): Promise<QuarantineSummary['items']> {
    const rows = await rowsOf<{
      source: string;
      reason: string;
      count: string;
      oldest_at: Date;
      newest_at: Date;
      expires_first_at: Date;
    }>(
      this.#knex,
      `select s.name as source, q.reason, count(*) as count, min(q.received_at) as oldest_at,
         max(q.received_at) as newest_at, min(q.expires_at) as expires_first_at
       from quarantine q join source s on s.id = q.source_id
       where ${WAITING}
       group by 1, 2 order by count desc, 1, 2`,
    );
    return rows.map(row => ({
      source: row.source,
      reason: row.reason,
      count: Number(row.count),
      oldestAt: row.oldest_at.toISOString(),
      newestAt: row.newest_at.toISOString(),
      expiresFirstAt: row.expires_first_at.toISOString(),
    }));
  }

  /** Items to re-drive, oldest first. */
  async listWaiting(filter: WaitingFilter): Promise<WaitingItem[]> {
    const rows = await rowsOf<{
      id: string;
      source: string;
      kind: SourceKind;
      event_id: string;
      body_hash: Buffer;
      format: ItemFormatName | null;
      body: Buffer;
      received_at: Date;
    }>(
      this.#knex,
      `select q.id, s.name as source, s.kind, q.event_id, q.body_hash, q.format, q.body, q.received_at
       from quarantine q join source s on s.id = q.source_id
       where ${WAITING}
         and (?::bigint[] is null or q.id = any(?::bigint[]))
         and (?::text is null or s.name = ?) and (?::text is null or q.reason = ?)
         and (?::bigint is null or q.id > ?::bigint)
       order by q.id limit ?`,
      [
        filter.ids ?? null,
        filter.ids ?? null,
        filter.source ?? null,
        filter.source ?? null,
        filter.reason ?? null,
        filter.reason ?? null,
        filter.afterId ?? null,
        filter.afterId ?? null,
        filter.limit,
      ],
    );
    return rows.map(row => ({
      id: row.id,
      source: row.source,
      sourceKind: row.kind,
      eventId: row.event_id,
      bodyHash: row.body_hash,
      ...(row.format !== null && { format: row.format }),
      body: row.body,
      receivedAt: row.received_at,
    }));
  }

  /** Notes what a re-drive made of items; one that is still refused keeps waiting, with the reason of now. */
  async settle(items: readonly SettledItem[]): Promise<void> {
    if (items.length === 0) {
      return;
    }
    await rowsOf(
      this.#knex,
      `update quarantine q set tries = q.tries + 1, tried_at = now(),
         redriven_at = case when done.is_done then coalesce(q.redriven_at, now()) else q.redriven_at end,
         reason = case when done.is_done or done.reason = '' then q.reason else done.reason end,
         detail = case when done.is_done or done.reason = '' then q.detail else done.detail end
       from unnest(?::bigint[], ?::boolean[], ?::text[], ?::text[]) as done (id, is_done, reason, detail)
       where q.id = done.id`,
      [
        items.map(item => item.id),
        items.map(item => item.isDone),
        items.map(item => item.reason),
        items.map(item => item.detail),
      ],
    );
  }

  /** Forgets what nobody fixed in time, and what was re-driven long ago. */
  async deleteExpired(): Promise<number> {
    const rows = await rowsOf<{ id: string }>(
      this.#knex,
      'delete from quarantine where expires_at <= now() returning id',
    );
    return rows.length;
  }
}
