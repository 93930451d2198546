import { Knex } from 'knex';
import { rowsOf } from '../rows';

/**
 * Deletes up to `limit` events that were received before a time and whose run is over, or which are no run's. The rows
 * folded from them, cells and decisions stay; such a run cannot be rebuilt any more. An event of a historical source
 * that is sent again afterwards is stored again and changes nothing: folding it twice is folding it once.
 *
 * Index: event_received (BRIN), run (source_id, run_key).
 */
export async function deleteOldEvents(
  knex: Knex,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const rows = await rowsOf<{ deleted: string }>(
    knex,
    `with old as (
       select e.source_id, e.event_id from event e
       left join run r on r.source_id = e.source_id and r.run_key = e.run_key
       where e.received_at < ?
         and (e.run_key is null or r.ended_at is not null or r.outcome is not null or r.id is null)
       limit ?
       for update of e skip locked
     ),
     gone as (
       delete from event e using old where e.source_id = old.source_id and e.event_id = old.event_id returning 1
     )
     select count(*) as deleted from gone`,
    [before, limit],
  );
  return Number(rows[0]?.deleted ?? 0);
}
