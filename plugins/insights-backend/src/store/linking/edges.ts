import { Knex } from 'knex';
import { rowsOf } from '../rows';

/**
 * Writes when datasets were written or begun to be read by the runs given, all rows of a joined run together, and
 * answers the (consumer, dataset) whose producer may be another one now: theirs, and of what they write those that
 * began between the earlier of the old and the new time and the next writing.
 */
const DATE_DATASETS = `
  with standing as (
    select distinct coalesce(r.joined_to, r.id) as id from run r where r.id = any(?::bigint[])
  ),
  of_run as (
    select r.id as run_id, r.id as standing_id from run r join standing on standing.id = r.id
    union
    select r.id, r.joined_to from run r join standing on standing.id = r.joined_to
  ),
  dated as materialized (
    select d.run_id, d.dataset_id, d.role, d.at as before,
      case d.role
        when 'input' then coalesce(s.started_at, s.submitted_at)
        else case when s.outcome = 'succeeded' then s.ended_at end
      end as at
    from of_run
    join run_dataset d on d.run_id = of_run.run_id
    join run s on s.id = of_run.standing_id
  ),
  written as (
    update run_dataset d set at = dated.at from dated
    where d.run_id = dated.run_id and d.dataset_id = dated.dataset_id and d.role = dated.role
      and d.at is distinct from dated.at
  ),
  moved as (
    select dataset_id, least(before, at) as earliest, greatest(before, at) as latest
    from dated where role = 'output' and coalesce(before, at) is not null
  )
  select run_id, dataset_id from dated where role = 'input'
  union
  select reader.run_id, reader.dataset_id
  from moved
  join run_dataset reader on reader.dataset_id = moved.dataset_id and reader.role = 'input'
    and reader.at >= moved.earliest
    and reader.at <= coalesce((
      select min(next.at) from run_dataset next
      where next.dataset_id = moved.dataset_id and next.role = 'output' and next.at > moved.latest
    ), 'infinity')
  union
  select e.consumer_run_id, e.dataset_id
  from of_run
  join run_edge e on e.consumer_run_id = of_run.run_id
  union
  select e.consumer_run_id, e.dataset_id
  from of_run
  join run_edge e on e.producer_run_id = of_run.run_id
`;

const REPLACE_EDGES = `
  with asked as materialized (
    select distinct k.run_id as asked_id, coalesce(r.joined_to, r.id) as consumer_id, k.dataset_id
    from unnest(?::bigint[], ?::bigint[]) as k (run_id, dataset_id)
    join run r on r.id = k.run_id
  ),
  reading as (
    select asked.consumer_id, asked.dataset_id, min(d.at) as at
    from (select distinct consumer_id, dataset_id from asked) asked
    join run r on r.id = asked.consumer_id or r.joined_to = asked.consumer_id
    join run_dataset d on d.run_id = r.id and d.dataset_id = asked.dataset_id and d.role = 'input'
    where d.at is not null
    group by 1, 2
  ),
  computed as materialized (
    select producer.id as producer_run_id, reading.consumer_id as consumer_run_id, reading.dataset_id,
      producer.at as produced_at, reading.at as consumed_at
    from reading
    cross join lateral (
      select coalesce(p.joined_to, p.id) as id, d.at
      from run_dataset d
      join run p on p.id = d.run_id
      join source on source.id = p.source_id
      where d.dataset_id = reading.dataset_id and d.role = 'output' and d.at <= reading.at
        and coalesce(p.joined_to, p.id) <> reading.consumer_id
      order by d.at desc, source.name, p.run_key
      limit 1
    ) producer
  ),
  gone as (
    delete from run_edge e using asked
    where e.consumer_run_id in (asked.asked_id, asked.consumer_id) and e.dataset_id = asked.dataset_id
      and not exists (
        select from computed c where c.consumer_run_id = e.consumer_run_id and c.dataset_id = e.dataset_id
      )
    returning e.producer_run_id, e.consumer_run_id
  ),
  come as (
    insert into run_edge as e (producer_run_id, consumer_run_id, dataset_id, produced_at, consumed_at)
    select producer_run_id, consumer_run_id, dataset_id, produced_at, consumed_at from computed
    on conflict (consumer_run_id, dataset_id) do update
      set producer_run_id = excluded.producer_run_id, produced_at = excluded.produced_at,
        consumed_at = excluded.consumed_at
      where (e.producer_run_id, e.produced_at, e.consumed_at)
        is distinct from (excluded.producer_run_id, excluded.produced_at, excluded.consumed_at)
    returning e.producer_run_id, e.consumer_run_id
  )
  select producer_run_id as producer, consumer_run_id as consumer from gone
  union
  select producer_run_id, consumer_run_id from come
`;

/**
 * Brings the edges of runs up to date: those in which they read, and those in which others read what they wrote.
 *
 * A consumer reads what was written last before it began; only what a run that succeeded wrote counts, from its end.
 * Of two that ended at the same time it is the first by name: ids of rows follow the order of arrival. A function of
 * the runs as they are now, whatever the order in which they came.
 *
 * Nobody else writes these tables but ingest, which adds rows to run_dataset; call it under the lock of linking.
 * Indexes: primary keys, run_dataset_at, run_joined.
 *
 * @returns the runs at both ends of edges that came or went
 */
export async function refreshEdges(
  tx: Knex,
  runIds: readonly string[],
): Promise<string[]> {
  const touched = await rowsOf<{ run_id: string; dataset_id: string }>(
    tx,
    DATE_DATASETS,
    [runIds],
  );
  if (touched.length === 0) {
    return [];
  }
  const changed = await rowsOf<{ producer: string; consumer: string }>(
    tx,
    REPLACE_EDGES,
    [touched.map(row => row.run_id), touched.map(row => row.dataset_id)],
  );
  return [...new Set(changed.flatMap(row => [row.producer, row.consumer]))];
}
