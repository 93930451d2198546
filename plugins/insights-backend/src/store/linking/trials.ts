import { Knex } from 'knex';
import { rowsOf } from '../rows';
import { JOIN_TOP, OWN_FAMILY } from './families';

/** One nested run is a part of its parent; two of the same job are trials of it. */
const FEWEST_TRIALS = 2;

/**
 * Parents whose `has_trials` is not what the runs below them say, among the runs given, their parents and their
 * top-level runs. Children of the same job, or of the same experiment, are trials; tasks of a pipeline have jobs of
 * their own.
 *
 * Indexes: run (source_id, run_key), run_parent, run_family.
 */
export async function findChangedParents(
  knex: Knex,
  runIds: readonly string[],
): Promise<{ runId: string; hasTrials: boolean }[]> {
  const rows = await rowsOf<{ id: string; has_trials: boolean }>(
    knex,
    `with parent as (
       select p.id, p.source_id, p.run_key, p.job_id, p.has_trials
       from run c
       join run p on p.source_id = c.source_id and p.run_key = c.parent_key
       where c.id = any(?::bigint[]) and c.parent_key is not null
       union
       select top.id, top.source_id, top.run_key, top.job_id, top.has_trials
       from run c
       ${JOIN_TOP('top', 'c')}
       where c.id = any(?::bigint[]) and c.family_key is not null
       union
       select p.id, p.source_id, p.run_key, p.job_id, p.has_trials from run p where p.id = any(?::bigint[])
     ),
     judged as (
       select parent.id, parent.has_trials as before, (
         select count(*) from (
           select from (
             select c.job_id from run c where c.source_id = parent.source_id and c.parent_key = parent.run_key
             union all
             select c.job_id from run c where c.family_key = ${OWN_FAMILY('parent')}
           ) as c
           join job child_job on child_job.id = c.job_id
           where (
               (child_job.namespace = job.namespace and child_job.name = job.name)
               or (child_job.experiment <> '' and child_job.experiment = job.experiment)
             )
           limit ${FEWEST_TRIALS}
         ) as trial
       ) >= ${FEWEST_TRIALS} as has_trials
       from parent
       left join job on job.id = parent.job_id
     )
     select id, has_trials from judged where has_trials <> before`,
    [runIds, runIds, runIds],
  );
  return rows.map(row => ({ runId: row.id, hasTrials: row.has_trials }));
}
