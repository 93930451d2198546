import { Knex } from 'knex';
import { rowsOf } from '../rows';

/**
 * What happened before a day of cells may still matter to it: the run before in an actor's sequence, a wait that began
 * earlier, what arrives late. Runs live so much longer than the days their cells are computed on.
 */
export const MARGIN_DAYS = 35;

/**
 * Days from which cells are still computed. Days before it keep what they have: marks of them are not worked off, the
 * audit does not look at them. To be put into statements on `dirty_day` and on cells.
 */
export const NOT_FROZEN = (day: string) =>
  `${day} >= coalesce((select frozen_before from retention_horizon), '-infinity'::date)`;

/** Moves the horizon on, never back: what was deleted cannot be computed any more. */
export async function freezeBefore(knex: Knex, day: Date): Promise<void> {
  await rowsOf(
    knex,
    `insert into retention_horizon (frozen_before) values ((?::timestamptz at time zone 'UTC')::date)
     on conflict (only_row) do update
       set frozen_before = greatest(retention_horizon.frozen_before, excluded.frozen_before)`,
    [day],
  );
}

/** Marks of frozen days; those that somebody holds wait for the next time. */
export async function deleteFrozenMarks(knex: Knex): Promise<void> {
  await rowsOf(
    knex,
    `delete from dirty_day d using (
       select team_ref, day from dirty_day where not (${NOT_FROZEN('day')}) for update skip locked
     ) frozen
     where d.team_ref = frozen.team_ref and d.day = frozen.day`,
  );
}

const OLD = (run: string) => `(
  greatest(${run}.submitted_at, ${run}.started_at, ${run}.first_result_at, ${run}.ended_at, ${run}.heartbeat_at) < ?
)`;

/**
 * Deletes up to `limit` runs that were over before a time, with what hangs on them. Cells, decisions and events stay.
 *
 * What later days are computed from stays as well: open runs; the first run of an actor or an experiment in a source,
 * or whoever comes again would be new; a run whose parent, child, other rows or readers are younger.
 *
 * Indexes: run_ended to find them; run_joined, run_parent, run_edge_producer, run_sequence to keep some.
 */
export async function deleteOldRuns(
  knex: Knex,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  return await knex.transaction(async tx => {
    const rows = await rowsOf<{ id: string }>(
      tx,
      `select r.id from run r
       where r.ended_at < ? and ${OLD('r')}
         and not exists (select from run_sequence s where s.run_id = r.id and s.first_at is not null)
         and not exists (select from experiment_start e where e.run_id = r.id)
         and not exists (
           select from run_edge e join run consumer on consumer.id = e.consumer_run_id
           where e.producer_run_id = r.id and not coalesce(${OLD('consumer')}, false))
         and not exists (
           select from run child where child.source_id = r.source_id and child.parent_key = r.run_key
             and not coalesce(${OLD('child')}, false))
         and not exists (
           select from run other where other.joined_to = coalesce(r.joined_to, r.id)
             and not coalesce(${OLD('other')}, false))
         and (r.joined_to is null or exists (select from run one where one.id = r.joined_to and ${OLD('one')}))
       order by r.ended_at, r.id limit ?
       for update of r skip locked`,
      [before, before, before, before, before, before, limit],
    );
    const ids = rows.map(({ id }) => id);
    for (const [table, column] of [
      ['run_sequence', 'run_id'],
      ['run_dataset', 'run_id'],
      ['run_edge', 'producer_run_id'],
      ['run_edge', 'consumer_run_id'],
      ['run_link_mark', 'run_id'],
      // attempts and external ids go with it
      ['run', 'id'],
    ]) {
      await rowsOf(
        tx,
        `delete from ${table} where ${column} = any(?::bigint[])`,
        [ids],
      );
    }
    return ids.length;
  });
}

/** Deletes up to `limit` uses of offerings from before a time. Index: usage_event_at. */
export async function deleteOldUsage(
  knex: Knex,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const rows = await rowsOf<{ one: number }>(
    knex,
    `delete from usage_event u using (
       select source_id, event_id from usage_event where at < ? limit ? for update skip locked
     ) old
     where u.source_id = old.source_id and u.event_id = old.event_id returning 1 as one`,
    [before, limit],
  );
  return rows.length;
}
