import { Knex } from 'knex';
import { RUN_IS_REAL, runsOf } from '../rollups/runsSql';
import { markSql, RollupScope, scopeBindings } from '../rollups/scope';

const KEYS = `
  team_ref, day, stage, component_ref, run_class, trigger, source_id, actor_hash, gpu_class, offerings, child, has_trials
`;

/** One element a run, in an order of their own: the same runs make the same row, however they are read. */
const MEMBERS = [
  'submitted_ms',
  'started_ms',
  'first_result_ms',
  'ended_ms',
  'fault',
];

function timed(
  from: string,
  times: { submitted: string; started: string; first: string; ended: string },
): string {
  const ms = (column: string) =>
    `floor(extract(epoch from ${column}) * 1000)::bigint`;
  return `
    select r.team_ref, r.day, coalesce(r.stage_tag, nullif(r.stage, ''), 'unknown') as stage, r.component_ref,
      r.run_class, r.trigger, r.source_id, r.actor_hash,
      case when r.gpus is null then -1 when r.gpus <= 0 then 0
        else power(2, least(20, greatest(0, ceil(log(2::numeric, r.gpus::numeric)))))::int end as gpu_class,
      array(select o ->> 'offering' from jsonb_array_elements(r.offerings) as o order by 1) as offerings,
      r.parent_key is not null as child, r.has_trials,
      ${ms(times.submitted)} as submitted_ms, ${ms(times.started)} as started_ms, ${ms(times.first)} as first_result_ms,
      ${ms(times.ended)} as ended_ms,
      r.outcome is not distinct from 'lost' or (r.outcome is not distinct from 'failed' and r.cause is not distinct from 'system') as fault
    ${from}
    where r.team_ref <> ''
  `;
}

/**
 * Replaces the timelines of a scope and marks its days for the losses. In the transaction that recomputes the cells of
 * the scope: whoever sees the mark sees the timeline. Reads the runs by the indexes on their start, and those that
 * never started by their submission.
 */
export async function recomputeTimelines(
  tx: Knex,
  scope: RollupScope,
): Promise<void> {
  const bindings = scopeBindings(scope);
  await tx.raw(
    `
    delete from run_timeline t using (${markSql}) mark
    where t.team_ref = mark.team_ref and t.day = mark.day
    `,
    bindings,
  );
  const started = runsOf(
    'r.started_at',
    `r.attempts = 1 and ${RUN_IS_REAL}`,
    scope,
  );
  const attempts = runsOf(
    't.started_at',
    `r.attempts > 1 and ${RUN_IS_REAL}`,
    scope,
    {
      join: 'join run_attempt t on t.run_id = r.id',
      columns: `, t.submitted_at as t_submitted_at, t.started_at as t_started_at, t.ended_at as t_ended_at`,
    },
  );
  const never = runsOf(
    'r.submitted_at',
    `r.started_at is null and r.ended_at >= r.submitted_at and ${RUN_IS_REAL}`,
    scope,
  );
  await tx.raw(
    `
    with mark as materialized (${markSql}),
    timed as (
      ${timed(started, {
        submitted: 'r.submitted_at',
        started: 'r.started_at',
        first: 'r.first_result_at',
        ended: 'coalesce(r.ended_at, r.heartbeat_at)',
      })}
      union all
      ${timed(attempts, {
        submitted: 'r.t_submitted_at',
        started: 'r.t_started_at',
        first:
          'case when r.first_result_at between r.t_started_at and r.t_ended_at then r.first_result_at end',
        ended: 'r.t_ended_at',
      })}
      union all
      ${timed(never, {
        submitted: 'r.submitted_at',
        started: 'r.started_at',
        first: 'r.first_result_at',
        ended: 'r.ended_at',
      })}
    )
    insert into run_timeline (${KEYS}, ${MEMBERS.join(', ')})
    select ${KEYS}, ${MEMBERS.map(column => `array_agg(${column} order by ${MEMBERS.join(', ')})`).join(', ')}
    from timed
    group by ${KEYS}
    `,
    bindings,
  );
  await tx.raw(
    `
    insert into loss_mark (team_ref, day)
    select team_ref, min(day) from (${markSql}) mark where team_ref <> '' group by team_ref
    `,
    bindings,
  );
}
