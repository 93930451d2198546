import { Knex } from 'knex';
import { lockAttributionShared } from '../ingest/marks';
import { markDaysOfRuns } from '../rollups/markDirty';

export interface ReapOptions {
  readonly now: Date;
  /** Nobody is called silent before this. */
  readonly shortestSilenceHours: number;
  /** A run may be silent this many times as long as the slowest (p99) runs of its job take. */
  readonly timesP99: number;
  readonly limit: number;
}

/**
 * Closes runs that have been silent for too long as lost, and marks their days. Their end is the last that was heard
 * of them, which `run_time` does not use. `state` is left as it is: any later event folds the row anew, so that a
 * late end, or a sign of life, un-loses the run.
 *
 * Runs of historical sources stay open: a history that does not tell an end is no producer that fell silent.
 *
 * Locks: the attribution lock shared, the runs in the order of their unique key (those being written are passed
 * over), marks last. Open runs come from the index run_open, the runs of their jobs from run_subject.
 */
export async function reapSilentRuns(
  knex: Knex,
  options: ReapOptions,
): Promise<number> {
  return await knex.transaction(async tx => {
    await lockAttributionShared(tx);
    const ids = await findSilentRuns(tx, options);
    if (ids.length > 0) {
      await markDaysOfRuns(tx, ids);
      await tx.raw(
        `
        update run set outcome = 'lost', cause = null, closed_by = 'reaper', updated_at = now(),
          ended_at = greatest(heartbeat_at, first_result_at, started_at, submitted_at)
        where id = any(cast(? as bigint[]))
        `,
        [ids],
      );
      await markDaysOfRuns(tx, ids);
    }
    return ids.length;
  });
}

async function findSilentRuns(
  tx: Knex,
  { now, shortestSilenceHours, timesP99, limit }: ReapOptions,
): Promise<string[]> {
  const { rows } = await tx.raw<{ rows: { id: string }[] }>(
    `
    with open_run as materialized (
      select r.id, r.source_id, r.run_key, s.job_id,
        greatest(r.heartbeat_at, r.first_result_at, r.started_at, r.submitted_at) as heard_at
      from run r
      join source on source.id = r.source_id and not source.historical
      left join attribution_subject s on s.id = r.subject_id
      where r.ended_at is null and r.outcome is null
        and coalesce(r.heartbeat_at, r.started_at, r.submitted_at) < cast(? as timestamptz) - make_interval(hours => ?)
    ),
    usual as materialized (
      select s.job_id,
        percentile_cont(0.99) within group (order by extract(epoch from r.ended_at - r.started_at)) as p99_seconds
      from (select distinct job_id from open_run) j
      join attribution_subject s on s.job_id = j.job_id
      join run r on r.subject_id = s.id
      where r.outcome = 'succeeded' and r.started_at <= r.ended_at
      group by s.job_id
    )
    select r.id from open_run o
    join run r on r.id = o.id
    left join usual u on u.job_id = o.job_id
    where o.heard_at < cast(? as timestamptz)
      - greatest(make_interval(hours => ?), make_interval(secs => cast(? as double precision) * coalesce(u.p99_seconds, 0)))
    order by o.source_id, o.run_key
    limit ?
    for update of r skip locked
    `,
    [now, shortestSilenceHours, now, shortestSilenceHours, timesP99, limit],
  );
  return rows.map(row => row.id);
}
