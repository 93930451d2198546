import { JsonObject } from '@backstage/types';
import { PullState } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { rowsOf } from '../store/rows';

export type PullProgress = PullState['progress'];

export const NO_PROGRESS: PullProgress = {
  batches: 0,
  read: 0,
  accepted: 0,
  duplicate: 0,
  quarantined: 0,
  rejected: 0,
};

interface DbPullSourceRow {
  name: string;
  cursor: JsonObject | null;
  is_leased: boolean;
  started_at: Date | null;
  succeeded_at: Date | null;
  failed_at: Date | null;
  error: string | null;
  failures: number;
  next_try_at: Date | null;
  progress: Partial<PullProgress>;
}

/** Who pulls, and until when nobody else may. */
export interface Lease {
  readonly sourceId: number;
  readonly holder: string;
}

const LEASE_SECONDS = 60;

/** What a stored batch moves. */
export interface PullAdvance {
  readonly cursor: JsonObject;
  readonly progress: PullProgress;
  /** Rows of the batch that no run could be made of: counted with what else the source was refused. */
  readonly unreadable: number;
}

/** How far each pulled source was read. Every write of a pull names its lease: one that ran out writes nothing. */
export class DatabasePullStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabasePullStore {
    return new DatabasePullStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async declare(sourceIds: readonly number[]): Promise<void> {
    await rowsOf(
      this.#knex,
      `insert into pull_source (source_id) select * from unnest(?::smallint[]) on conflict do nothing`,
      [[...sourceIds]],
    );
  }

  /**
   * Takes the lease of a source and answers its cursor; undefined where somebody holds it, or where a scheduled pull
   * comes too soon after failures.
   */
  async begin(
    { sourceId, holder }: Lease,
    { evenTooSoon }: { evenTooSoon: boolean },
  ): Promise<{ cursor: JsonObject | undefined } | undefined> {
    const [row] = await rowsOf<{ cursor: JsonObject | null }>(
      this.#knex,
      `update pull_source
       set lease_holder = ?, leased_until = now() + make_interval(secs => ?), started_at = now(),
         progress = ?::jsonb
       where source_id = ?
         and (leased_until is null or leased_until < now())
         and (?::boolean or next_try_at is null or next_try_at <= now())
       returning cursor`,
      [
        holder,
        LEASE_SECONDS,
        JSON.stringify(NO_PROGRESS),
        sourceId,
        evenTooSoon,
      ],
    );
    return row && { cursor: row.cursor ?? undefined };
  }

  /** Whether the lease was still held, and so holds on. */
  async renew({ sourceId, holder }: Lease): Promise<boolean> {
    const rows = await rowsOf(
      this.#knex,
      `update pull_source set leased_until = now() + make_interval(secs => ?)
       where source_id = ? and lease_holder = ? and leased_until is not null
       returning source_id`,
      [LEASE_SECONDS, sourceId, holder],
    );
    return rows.length > 0;
  }

  /** Moves the cursor on, after what lies before it was committed; whether the lease was still held. */
  async advance(
    { sourceId, holder }: Lease,
    { cursor, progress, unreadable }: PullAdvance,
  ): Promise<boolean> {
    const rows = await rowsOf(
      this.#knex,
      `with moved as (
         update pull_source
         set cursor = ?::jsonb, progress = ?::jsonb, leased_until = now() + make_interval(secs => ?)
         where source_id = ? and lease_holder = ? and leased_until is not null
         returning source_id
       ), counted as (
         insert into ingest_count (source_id, day, status, reason, count)
         select source_id, (now() at time zone 'UTC')::date, 'rejected', 'unreadable-row', unreadable
         from moved, (select ?::bigint as unreadable) of where unreadable > 0
         on conflict (source_id, day, status, reason) do update set count = ingest_count.count + excluded.count
       )
       select source_id from moved`,
      [
        JSON.stringify(cursor),
        JSON.stringify(progress),
        LEASE_SECONDS,
        sourceId,
        holder,
        unreadable,
      ],
    );
    return rows.length > 0;
  }

  async succeed({ sourceId, holder }: Lease): Promise<void> {
    await rowsOf(
      this.#knex,
      `update pull_source
       set leased_until = null, succeeded_at = now(), failures = 0, next_try_at = null, error = null
       where source_id = ? and lease_holder = ? and leased_until is not null`,
      [sourceId, holder],
    );
  }

  /** Waits twice as long after each failure, from half a minute to an hour. */
  async fail({ sourceId, holder }: Lease, error: string): Promise<void> {
    await rowsOf(
      this.#knex,
      `update pull_source
       set leased_until = null, failed_at = now(), error = ?, failures = failures + 1,
         next_try_at = now() + make_interval(secs => least(3600, 30 * power(2, least(failures, 10))))
       where source_id = ? and lease_holder = ? and leased_until is not null`,
      [error, sourceId, holder],
    );
  }

  /** Gives the lease back without a verdict: the pull was interrupted, not refused. */
  async release({ sourceId, holder }: Lease): Promise<void> {
    await rowsOf(
      this.#knex,
      `update pull_source set leased_until = null where source_id = ? and lease_holder = ?`,
      [sourceId, holder],
    );
  }

  async states(): Promise<Map<string, PullState>> {
    const rows = await rowsOf<DbPullSourceRow>(
      this.#knex,
      `select s.name, p.cursor, coalesce(p.leased_until > now(), false) as is_leased, p.started_at, p.succeeded_at,
         p.failed_at, p.error, p.failures, p.next_try_at, p.progress
       from pull_source p join source s on s.id = p.source_id`,
    );
    return new Map(rows.map(row => [row.name, fromDbPullSource(row)]));
  }
}

function fromDbPullSource(row: DbPullSourceRow): PullState {
  const times = {
    lastStartedAt: row.started_at?.toISOString(),
    lastSuccessAt: row.succeeded_at?.toISOString(),
    lastErrorAt: row.failed_at?.toISOString(),
    nextTryAt: row.next_try_at?.toISOString(),
  };
  return {
    running: row.is_leased,
    ...times,
    lastError: row.error ?? undefined,
    failures: row.failures,
    progress: { ...NO_PROGRESS, ...row.progress },
  };
}
