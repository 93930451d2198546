import { Knex } from 'knex';
import { TeamDay } from './markDirty';

/** Keeps merges of all back ends from each other: rows of week_change are numbered in the order in which they end. */
const LOCK = 7_304;

/** (team, week) of one transaction. */
const WEEKS_AT_ONCE = 400;

/**
 * From so many dirty days on, a week waits until its days are computed: else an import merges each of its weeks once
 * for each of their days. With fewer, as on any working day, today is merged at once however often it is marked.
 */
const BACKLOG_DAYS = 100;

/** During an import more is written than merged: who publishes goes on with what is merged by then. */
const LONGEST_MERGE_MS = 20_000;

const KEYS =
  'metric, kind, team_ref, week, value, trigger, run_class, source_id';
const PART_COUNT = 6;

/** Says that day cells were written; in the transaction that wrote them. Adds rows, so nobody waits. */
export async function noteCellChanges(
  tx: Knex,
  days: readonly TeamDay[],
): Promise<void> {
  await tx.raw(
    `
    insert into cell_change (team_ref, week)
    select distinct team_ref, date_trunc('week', day::timestamp)::date
    from unnest(cast(? as text[]), cast(? as date[])) as written (team_ref, day)
    `,
    [days.map(({ team }) => team), days.map(({ day }) => day)],
  );
}

/** The same of all days of a team from one on, deleted ones included. */
export async function noteCellChangesSince(
  tx: Knex,
  team: string,
  from: string,
): Promise<void> {
  await tx.raw(
    `
    insert into cell_change (team_ref, week)
    select ?, week from (
      select distinct date_trunc('week', day::timestamp)::date as week from cell where team_ref = ? and day >= ?
      union
      select distinct week from week_cell
      where team_ref = ? and week >= date_trunc('week', cast(? as date)::timestamp)::date
    ) written
    `,
    [team, team, from, team, from],
  );
}

/** The merges of this process wait for each other here, where they hold no connection. */
const underWay = new WeakMap<Knex, Promise<void>>();

/**
 * Merges what was written since the last time, for 20 seconds at most. What a reader sees is of one moment; a merge
 * that fails, and what there was no time for, leaves its marks.
 *
 * Locks: one advisory lock until the transaction ends, so that one merge runs at a time.
 *
 * @returns how many weeks of teams were merged
 */
export async function mergeWeeks(knex: Knex): Promise<number> {
  const before = underWay.get(knex) ?? Promise.resolve();
  const own = before.then(async () => await mergeAll(knex));
  underWay.set(
    knex,
    own.then(
      () => undefined,
      () => undefined,
    ),
  );
  return await own;
}

async function mergeAll(knex: Knex): Promise<number> {
  const began = performance.now();
  let merged = 0;
  for (;;) {
    const weeks = await knex.transaction(async tx => await mergeSome(tx));
    merged += weeks;
    if (weeks === 0 || performance.now() - began > LONGEST_MERGE_MS) {
      return merged;
    }
  }
}

async function mergeSome(tx: Knex): Promise<number> {
  await tx.raw(`set local jit = off`);
  // What is merged at once is sorted in memory.
  await tx.raw(`set local work_mem = '64MB'`);
  await tx.raw(`select pg_advisory_xact_lock(${LOCK})`);
  const { rows } = await tx.raw<{ rows: { team_ref: string; week: string }[] }>(
    `
    with backlog as materialized (
      select count(*) = ${BACKLOG_DAYS} as is_long from (select from dirty_day limit ${BACKLOG_DAYS}) marked
    ),
    chosen as (
      select distinct team_ref, week
      from (select team_ref, week from cell_change order by id limit 20000) oldest, backlog
      where not (backlog.is_long and exists (
        select from dirty_day d where d.team_ref = oldest.team_ref and d.day >= oldest.week and d.day < oldest.week + 7
      ))
      limit ?
    ),
    taken as (
      delete from cell_change c using chosen
      where c.team_ref = chosen.team_ref and c.week = chosen.week
    )
    select team_ref, week::text from chosen
    `,
    [WEEKS_AT_ONCE],
  );
  if (rows.length === 0) {
    return 0;
  }
  await tx.raw(mergeSql(), [
    rows.map(row => row.team_ref),
    rows.map(row => row.week),
  ]);
  return rows.length;
}

function dayCells(kind: string, table: string, value: string): string {
  return `
    select '${kind}' as kind, m.week, c.metric, c.team_ref, ${value} as value, c.trigger, c.run_class, c.source_id,
      c.day, c.n, c.sum_ms, c.zeros, c.never_started, c.unseen, c.parts, c.people, c.people_ms, c.actors,
      c.bucket_index, c.bucket_count, c.values_ms, c.censored_ms
    from mark m cross join lateral (
      select * from ${table} d where d.team_ref = m.team_ref and d.day >= m.week and d.day < m.week + 7 offset 0
    ) c
  `;
}

/**
 * Writes the weeks of `mark` that differ from what is stored and notes them by metric and source. Reads what belongs to
 * those weeks by index, team by team (`offset 0` keeps the planner, which cannot know how few they are, from reading
 * whole tables): what a merge costs does not grow with what is stored.
 */
function mergeSql(): string {
  const parts = Array.from(
    { length: PART_COUNT },
    (_, part) => `sum(parts[${part + 1}])::bigint`,
  ).join(', ');
  const columns = `n, sum_ms, zeros, never_started, unseen, parts, people, weights, actors, bucket_index, bucket_count, digest`;
  return `
    with mark as materialized (
      select team_ref, week from unnest(cast(? as text[]), cast(? as date[])) as mark (team_ref, week)
    ),
    day_cell as materialized (
      ${dayCells('stage', 'cell', 'c.stage')} union all
      ${dayCells('offering', 'cell_offering', 'c.offering_ref')} union all
      ${dayCells('component', 'cell_component', 'c.component_ref')}
    ),
    total as (
      select ${KEYS}, sum(n) as n, sum(sum_ms) as sum_ms, sum(zeros) as zeros, sum(never_started) as never_started,
        sum(unseen) as unseen, array_remove(array[${parts}], null) as parts,
        sum(hash_array_extended(values_ms, day - date '2000-01-01')::numeric
          + hash_array_extended(censored_ms, 7 + (day - date '2000-01-01'))::numeric) as digest
      from day_cell group by ${KEYS}
    ),
    people as (
      select ${KEYS}, array_agg(hash order by hash) as people, array_agg(weight order by hash) as weights
      from (
        select ${KEYS}, hash, sum(greatest(ms, 1))::bigint as weight
        from day_cell, unnest(people, people_ms) as contribution (hash, ms)
        group by ${KEYS}, hash
      ) person
      group by ${KEYS}
    ),
    active as (
      select ${KEYS}, array_agg(distinct actor order by actor) as actors
      from day_cell, unnest(actors) as actor group by ${KEYS}
    ),
    buckets as (
      select ${KEYS}, array_agg(index order by index) as bucket_index, array_agg(count order by index) as bucket_count
      from (
        select ${KEYS}, index, sum(count)::bigint as count
        from day_cell, unnest(bucket_index, bucket_count) as bucket (index, count)
        group by ${KEYS}, index
      ) bucket
      group by ${KEYS}
    ),
    computed as materialized (
      select ${KEYS}, n, sum_ms, zeros, never_started, unseen, parts, digest,
        coalesce(people, '{}') as people, coalesce(weights, '{}') as weights, coalesce(actors, '{}') as actors,
        coalesce(bucket_index, '{}') as bucket_index, coalesce(bucket_count, '{}') as bucket_count
      from total
      left join people using (${KEYS})
      left join active using (${KEYS})
      left join buckets using (${KEYS})
    ),
    stale as materialized (
      select w.* from mark m cross join lateral (
        select ${KEYS}, ctid as place from week_cell k where k.team_ref = m.team_ref and k.week = m.week offset 0
      ) w
      where not exists (select from computed c where (${prefixed('c')}) = (${prefixed('w')}))
    ),
    gone as (
      delete from week_cell w using stale where w.ctid = stale.place
      returning w.metric, w.week, w.source_id
    ),
    written as (
      insert into week_cell as known (${KEYS}, ${columns}, data_at)
      select ${KEYS}, ${columns}, date_trunc('milliseconds', clock_timestamp()) from computed
      on conflict (${KEYS}) do update set
        ${columns
          .split(', ')
          .map(column => `${column} = excluded.${column}`)
          .join(', ')}, data_at = excluded.data_at
      where (${columns.replaceAll(/(\w+)/g, 'known.$1')})
        is distinct from (${columns.replaceAll(/(\w+)/g, 'excluded.$1')})
      returning metric, week, source_id
    )
    insert into week_change (metric, week, source_id, changed)
    select metric, week, source_id, nextval('week_change_order')
    from (select metric, week, source_id from gone union select metric, week, source_id from written) differing
    order by metric, week, source_id
    on conflict (metric, week, source_id) do update set changed = excluded.changed
  `;
}

function prefixed(alias: string): string {
  return KEYS.split(', ')
    .map(key => `${alias}.${key}`)
    .join(', ');
}
