import { Knex } from 'knex';
import { NOT_FROZEN } from '../retention/deleteOldRuns';
import { DirtyMark } from './RollupStore';

/** Keeps the advisory locks of days apart from everybody else's. */
const LOCK_SEED = 7_301;

/** Of how many times as many of the oldest marks a batch is chosen. */
const WINDOW = 20;

/**
 * Takes up to `limit` of the oldest marks that nobody else works on, those of the same days together: the fewer days
 * a batch has, the fewer runs are read for it.
 *
 * Locks: an advisory lock per day until the transaction ends, and no row. Ingest marks days all the time and must not
 * wait for a recompute. A day whose lock is held is passed over.
 */
export async function claimMarks(
  tx: Knex,
  limit: number,
): Promise<DirtyMark[]> {
  const { rows } = await tx.raw<{ rows: DbMarkRow[] }>(
    `
    with oldest as (
      select team_ref, day from dirty_day where ${NOT_FROZEN('day')} order by marked_at limit ?
    ),
    -- sorted before, not after: a lock taken for a row beyond the limit would keep others from it
    by_day as materialized (
      select team_ref, day from oldest order by day, team_ref
    ),
    taken as materialized (
      select team_ref, day from by_day
      where pg_try_advisory_xact_lock(hashtextextended(team_ref || '|' || day, ${LOCK_SEED}))
      limit ?
    )
    select team_ref, day::text from taken
    `,
    [limit * WINDOW, limit],
  );
  return rows.length === 0 ? [] : await readMarks(tx, rows);
}

/**
 * The marks are read after their locks are held: what was read before could have been worked off and set again by
 * somebody else in between.
 */
async function readMarks(
  tx: Knex,
  taken: readonly DbMarkRow[],
): Promise<DirtyMark[]> {
  const { rows } = await tx.raw<{ rows: DbGenerationRow[] }>(
    `
    select team_ref, day::text, generation::text, marked_at::text
    from dirty_day
    join unnest(cast(? as text[]), cast(? as date[])) as taken (team_ref, day) using (team_ref, day)
    `,
    [taken.map(row => row.team_ref), taken.map(row => row.day)],
  );
  return rows.map(row => ({
    team: row.team_ref,
    day: row.day,
    generation: row.generation,
    markedAt: row.marked_at,
  }));
}

/**
 * Deletes marks that are as they were taken. Waits for a writer that holds one, and then sees that it was marked
 * again.
 */
export async function deleteMarks(
  tx: Knex,
  marks: readonly DirtyMark[],
): Promise<void> {
  await tx.raw(
    `
    delete from dirty_day d
    using unnest(cast(? as text[]), cast(? as date[]), cast(? as bigint[]), cast(? as timestamptz[]))
      as done (team_ref, day, generation, marked_at)
    where d.team_ref = done.team_ref and d.day = done.day
      and d.generation = done.generation and d.marked_at = done.marked_at
    `,
    [
      marks.map(({ team }) => team),
      marks.map(({ day }) => day),
      marks.map(({ generation }) => generation),
      marks.map(({ markedAt }) => markedAt),
    ],
  );
}

interface DbMarkRow {
  team_ref: string;
  day: string;
}

interface DbGenerationRow extends DbMarkRow {
  generation: string;
  marked_at: string;
}
