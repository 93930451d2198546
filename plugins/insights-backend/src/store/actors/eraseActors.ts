import { Knex } from 'knex';
import { rowsOf } from '../rows';
import { moveActors } from './moveActors';

/** What was found of a person outside of JSON. */
export interface ErasedRows {
  readonly runs: number;
  readonly usageEvents: number;
  readonly subjects: number;
  readonly aliases: number;
  readonly members: number;
  /** Of cells and of days of activity. */
  readonly cells: number;
}

/**
 * All hashes a person goes by: asked for with any login or with the User ref, of those in the catalog now or before.
 * A login that changed hands is that of its last owner. Hex.
 */
export async function findHashesOf(
  knex: Knex,
  hash: string,
): Promise<string[]> {
  const rows = await rowsOf<{ hash: string }>(
    knex,
    `with asked as (select decode(?, 'hex') as hash),
     login as (
       select distinct on (alias_hash) alias_hash, actor_hash from organisation_alias
       order by alias_hash, valid_from desc
     ),
     person as (
       select hash from asked
       union select login.actor_hash from login join asked on login.alias_hash = asked.hash
       union select r.to_hash from actor_resolution r join asked on r.from_hash = asked.hash
     )
     select encode(hash, 'hex') as hash from (
       select hash from person
       union select login.alias_hash from login join person on login.actor_hash = person.hash
       union select r.from_hash from actor_resolution r join person on r.to_hash = person.hash
     ) found order by 1`,
    [hash],
  );
  return rows.map(row => row.hash);
}

/** Every hash that is to be nobody's; hex. */
export async function readErased(knex: Knex): Promise<string[]> {
  const rows = await rowsOf<{ hash: string }>(
    knex,
    `select encode(actor_hash, 'hex') as hash from actor_erased`,
  );
  return rows.map(row => row.hash);
}

export interface OwedErasure {
  readonly hash: string;
  readonly erasedAt: Date;
  readonly isFinished: boolean;
}

/**
 * Hashes whose tables were not all looked through, and those erased a short time ago: another back end may have taken
 * something in before it knew.
 */
export async function readOwedErasures(
  knex: Knex,
  recentMinutes: number,
): Promise<OwedErasure[]> {
  const rows = await rowsOf<{
    hash: string;
    erased_at: Date;
    finished_at: Date | null;
  }>(
    knex,
    `select encode(actor_hash, 'hex') as hash, erased_at, finished_at from actor_erased
     where finished_at is null or erased_at > now() - make_interval(mins => ?)`,
    [recentMinutes],
  );
  return rows.map(row => ({
    hash: row.hash,
    erasedAt: row.erased_at,
    isFinished: row.finished_at !== null,
  }));
}

export async function insertErased(
  tx: Knex,
  hashes: readonly string[],
): Promise<void> {
  await rowsOf(
    tx,
    `insert into actor_erased (actor_hash) select decode(h, 'hex') from unnest(?::text[]) as m (h) order by 1
     on conflict (actor_hash) do update set finished_at = null`,
    [hashes],
  );
}

export async function finishErased(
  knex: Knex,
  hashes: readonly string[],
): Promise<void> {
  await rowsOf(
    knex,
    `update actor_erased set finished_at = now() where encode(actor_hash, 'hex') = any(?::text[])`,
    [hashes],
  );
}

/** Whether ingest wrote one of these after they were erased. */
export async function isSeenAgain(
  knex: Knex,
  hashes: readonly string[],
): Promise<boolean> {
  const [row] = await rowsOf<{ seen: boolean }>(
    knex,
    `select exists (
       select from unnest(?::text[]) as m (h)
       join attribution_subject s on s.actor_hash = decode(m.h, 'hex') and s.actor_hash <> ''
     ) or exists (
       select from unnest(?::text[]) as m (h)
       join run r on r.actor_hash = decode(m.h, 'hex') and r.actor_hash <> '' and r.parent_key is null
     ) or exists (
       select from usage_event u where u.actor_hash <> '' and encode(u.actor_hash, 'hex') = any(?::text[])
     ) as seen`,
    [hashes, hashes, hashes],
  );
  return row?.seen ?? false;
}

const ERASED = `select decode(h, 'hex') from unnest(?::text[]) as m (h)`;

/**
 * Takes hashes out of every column. Runs and uses stay, as nobody's; cells lose the person at once and are computed
 * anew where their days still are.
 *
 * Locks: those of `moveActors`. Indexes: attribution_subject_actor; cells, activity and losses are read as a whole.
 */
export async function eraseHashes(
  tx: Knex,
  hashes: readonly string[],
): Promise<ErasedRows> {
  const count = async (from: string) => {
    const [row] = await rowsOf<{ count: string }>(
      tx,
      `select count(*) as count from ${from} where actor_hash in (${ERASED})`,
      [hashes],
    );
    return Number(row?.count ?? 0);
  };
  const change = async (sql: string, times = 1) => {
    const rows = await rowsOf<{ one: number }>(
      tx,
      `${sql} returning 1 as one`,
      Array.from({ length: times }, () => hashes),
    );
    return rows.length;
  };
  const runs = await count('run');
  const usageEvents = await count('usage_event');
  const subjects = await count('attribution_subject');
  await moveActors(
    tx,
    hashes.map(from => ({ from, to: '' })),
  );
  // Those whose runs went over to another subject; decisions about them stay, the person does not.
  await change(
    `update attribution_subject set actor_hash = sha256(convert_to(id || gen_random_uuid()::text, 'UTF8'))
     where actor_hash in (${ERASED})`,
  );
  await change(`delete from run_sequence where actor_hash in (${ERASED})`);
  await change(`delete from dirty_actor where actor_hash in (${ERASED})`);
  await change(
    `delete from actor_resolution where from_hash in (${ERASED}) or to_hash in (${ERASED})`,
    2,
  );
  for (const table of ['run_timeline', 'loss_day']) {
    await change(
      `update ${table} set actor_hash = '' where actor_hash in (${ERASED})`,
    );
  }
  const cells = await eraseFromCells(tx, hashes);
  const aliases = await change(
    `delete from organisation_alias where alias_hash in (${ERASED}) or actor_hash in (${ERASED})`,
    2,
  );
  const members = await change(
    `delete from organisation_member where actor_hash in (${ERASED})`,
  );
  await announce(tx);
  return { runs, usageEvents, subjects, aliases, members, cells };
}

/** What each person contributed is called otherwise where days are merged to weeks. */
const CELL_TABLES = [
  { table: 'cell', weights: 'people_ms', week: 'day' },
  { table: 'cell_offering', weights: 'people_ms', week: 'day' },
  { table: 'cell_component', weights: 'people_ms', week: 'day' },
  // another digest: what is merged next differs, so that whoever keeps answers hears of it
  {
    table: 'week_cell',
    weights: 'weights',
    week: 'week',
    also: ', digest = -1',
  },
];

/** Numbers stay until their days are computed again; the person goes at once. Answers how many rows that were. */
async function eraseFromCells(
  tx: Knex,
  hashes: readonly string[],
): Promise<number> {
  let cells = 0;
  for (const { table, weights, week, also = '' } of CELL_TABLES) {
    const [row] = await rowsOf<{ count: string }>(
      tx,
      `with erased as materialized (select array(${ERASED}) as hashes),
       changed as (
         update ${table} t set
           (people, ${weights}) = (
             select coalesce(array_agg(hash order by hash), '{}'), coalesce(array_agg(ms order by hash), '{}')
             from unnest(t.people, t.${weights}) as p (hash, ms) where hash <> all (erased.hashes)
           ),
           actors = (
             select coalesce(array_agg(hash order by hash), '{}') from unnest(t.actors) as p (hash)
             where hash <> all (erased.hashes)
           )${also}
         from erased where t.people && erased.hashes or t.actors && erased.hashes
         returning t.team_ref, t.${week} as day
       ),
       noted as (
         insert into cell_change (team_ref, week)
         select distinct team_ref, date_trunc('week', day::timestamp)::date from changed
       )
       select count(*) as count from changed`,
      [hashes],
    );
    cells += Number(row?.count ?? 0);
  }
  const [row] = await rowsOf<{ count: string }>(
    tx,
    `with erased as materialized (select array(${ERASED}) as hashes),
     changed as (
       update activity_day t set people = (
         select coalesce(array_agg(hash order by hash), '{}') from unnest(t.people) as p (hash)
         where hash <> all (erased.hashes)
       ) from erased where t.people && erased.hashes returning 1
     )
     select count(*) as count from changed`,
    [hashes],
  );
  return cells + Number(row?.count ?? 0);
}

/** Every back end reads the organisation again. */
async function announce(tx: Knex): Promise<void> {
  await rowsOf(
    tx,
    `insert into organisation_version (digest, read_at)
     select digest, now() from organisation_version order by version desc limit 1`,
  );
}
