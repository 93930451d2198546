import { setTimeout } from 'node:timers/promises';
import { Knex } from 'knex';
import { Acknowledged } from './producer';

/** Waits until nothing is left to link or to compute, and no row of the other tables named. */
export async function settle(
  knex: Knex,
  {
    seconds = 120,
    marks = [],
  }: { seconds?: number; marks?: readonly string[] } = {},
): Promise<void> {
  const until = Date.now() + seconds * 1_000;
  for (;;) {
    const { rows } = await knex.raw(
      `select (select count(*) from dirty_day) + (select count(*) from dirty_actor)
         + (select count(*) from run_link_mark where due_at <= now())
         ${marks.map(() => '+ (select count(*) from ??)').join(' ')} as owed`,
      [...marks],
    );
    if (rows[0].owed === '0') {
      return;
    }
    if (Date.now() > until) {
      throw new Error(`${rows[0].owed} marks are left after ${seconds} s`);
    }
    await setTimeout(500);
  }
}

export interface Counted {
  readonly acknowledged: number;
  readonly lost: number;
  readonly countedTwice: number;
}

/** How many events were acknowledged and are not there. */
export async function countLost(
  knex: Knex,
  acknowledged: Acknowledged,
): Promise<number> {
  const stored = await knex('event').select('event_id');
  const known = new Set(stored.map(row => row.event_id));
  return [...acknowledged.ids].filter(id => !known.has(id)).length;
}

/**
 * Compares what was acknowledged with what is stored, and what is stored with the cells: an event is lost when it was
 * acknowledged and is not there; it counts twice when it was called new twice, or when cells count more runs than
 * there are.
 */
export async function countStored(
  knex: Knex,
  acknowledged: Acknowledged,
): Promise<Counted> {
  await settle(knex);
  const lost = await countLost(knex, acknowledged);
  const { rows } = await knex.raw(`
    select (select count(distinct run_key) from event) as runs, (select count(*) from run) as rows,
      (select count(distinct run_key) from event where type like '%complete') as ended,
      (select coalesce(sum(n), 0) from cell where metric = 'run_time') as counted
  `);
  const [row] = rows;
  return {
    acknowledged: acknowledged.ids.size,
    lost: lost + Math.max(0, Number(row.ended) - Number(row.counted)),
    countedTwice:
      acknowledged.acceptedTwice +
      Math.max(0, Number(row.counted) - Number(row.ended)) +
      Math.max(0, Number(row.rows) - Number(row.runs)),
  };
}
