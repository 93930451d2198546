import { Knex } from 'knex';
import { rowsOf } from '../rows';

/** A run to look at after the transaction that wrote it. */
export interface LinkMark {
  readonly id: string;
  readonly runId: string;
  /** Looked at before, when a transaction under way could not be seen. */
  readonly again: boolean;
}

/** Held while runs are linked; nothing else uses this number. */
const LINK_LOCK = 0x6d6c6933;

/** Longer than any transaction that adds runs. */
const SECOND_LOOK_SECONDS = 120;

/** One back end at a time links runs: which rows belong together is decided over all of them. */
export async function lockLinking(tx: Knex): Promise<void> {
  await rowsOf(tx, 'select pg_advisory_xact_lock(?)', [LINK_LOCK]);
}

/** Only ever adds rows, so it waits for nobody. */
export async function insertLinkMarks(
  tx: Knex,
  runIds: readonly string[],
): Promise<void> {
  if (runIds.length > 0) {
    await rowsOf(
      tx,
      'insert into run_link_mark (run_id) select unnest(?::bigint[])',
      [runIds],
    );
  }
}

/** The oldest marks that are due. */
export async function readLinkMarks(
  knex: Knex,
  limit: number,
): Promise<LinkMark[]> {
  const rows = await rowsOf<{ id: string; run_id: string; again: boolean }>(
    knex,
    `select id, run_id, again from run_link_mark where due_at <= now() order by id limit ?`,
    [limit],
  );
  return rows.map(row => ({ id: row.id, runId: row.run_id, again: row.again }));
}

/**
 * Deletes marks that were worked off; what came after them has marks of its own. Those that name another run nobody
 * has seen yet are looked at once more later: that run may be in a transaction that was under way, and which did not
 * see the name either.
 */
export async function deleteLinkMarks(
  tx: Knex,
  marks: readonly LinkMark[],
): Promise<void> {
  await rowsOf(
    tx,
    `insert into run_link_mark (run_id, due_at, again)
     select distinct r.id, now() + make_interval(secs => ?), true
     from unnest(?::bigint[]) as worked (run_id)
     join run r on r.id = worked.run_id
     where (r.joined_to is null and r.joined_subjects is null
         and exists (select from run_external_id e where e.run_id = r.id))
       or (r.parent_key is not null and not exists (
         select from run parent where parent.source_id = r.source_id and parent.run_key = r.parent_key))`,
    [
      SECOND_LOOK_SECONDS,
      marks.flatMap(({ again, runId }) => (again ? [] : [runId])),
    ],
  );
  await rowsOf(tx, 'delete from run_link_mark where id = any(?::bigint[])', [
    marks.map(({ id }) => id),
  ]);
}

/** A run whose linking fails by itself, and when it is tried again. */
export interface ParkedRun {
  readonly source: string;
  readonly id: string;
  readonly reason: string;
  readonly failures: number;
  readonly nextTryAt: Date;
}

const LONGEST_PAUSE_MINUTES = 24 * 60;

/** Sets the marks of a run aside, with the reason; each time for twice as long, at most a day. */
export async function parkLinkMarks(
  knex: Knex,
  runId: string,
  failure: string,
): Promise<void> {
  await rowsOf(
    knex,
    `update run_link_mark set failure = ?, failures = failures + 1,
       due_at = now() + make_interval(mins => least(power(2, least(failures, 20))::int, ?))
     where run_id = ? and due_at <= now()`,
    [failure, LONGEST_PAUSE_MINUTES, runId],
  );
}

/** Runs set aside, newest first; only those with smaller marks than one given. */
export async function readParkedRuns(
  knex: Knex,
  { before, limit }: { before?: string; limit: number },
): Promise<(ParkedRun & { readonly mark: string })[]> {
  const rows = await rowsOf<{
    mark: string;
    source: string;
    run_key: string;
    failure: string;
    failures: number;
    due_at: Date;
  }>(
    knex,
    `select m.id as mark, s.name as source, r.run_key, m.failure, m.failures, m.due_at
     from run_link_mark m join run r on r.id = m.run_id join source s on s.id = r.source_id
     where m.failure is not null and (?::bigint is null or m.id < ?::bigint)
     order by m.id desc limit ?`,
    [before ?? null, before ?? null, limit],
  );
  return rows.map(row => ({
    mark: row.mark,
    source: row.source,
    id: row.run_key,
    reason: row.failure,
    failures: row.failures,
    nextTryAt: row.due_at,
  }));
}
