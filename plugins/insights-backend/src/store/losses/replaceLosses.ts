import { Knex } from 'knex';
import { LossRow } from '../../core/losses/types';
import { Day } from '../../core/metrics/windows';
import { aggregateSql } from '../rollups/sampleSql';
import { noteCellChangesSince } from '../rollups/weekCells';

const ROWS_AT_ONCE = 5_000;

/** Arrays of arrays of different lengths are no arrays of PostgreSQL, so rows travel as JSON. */
export async function insertLossRows(
  tx: Knex,
  team: string,
  rows: readonly LossRow[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const page = rows.slice(start, start + ROWS_AT_ONCE).map(row => ({
      day: row.day,
      kind: row.kind,
      phase: row.phase,
      stage: row.stage,
      component_ref: row.component,
      run_class: row.runClass,
      trigger: row.trigger,
      source_id: row.source,
      actor: row.actor,
      gpu_class: row.gpuClass,
      offerings: row.offerings,
      ms: Math.round(row.milliseconds),
      runs: row.runs,
      hour_of_week: [...row.hours.keys()],
      hour_ms: [...row.hours.values()].map(Math.round),
    }));
    await tx.raw(
      `
      insert into loss_day (team_ref, day, kind, phase, stage, component_ref, run_class, trigger, source_id, actor_hash,
        gpu_class, offerings, ms, runs, hour_of_week, hour_ms)
      select ?, day, kind, phase, stage, component_ref, run_class, trigger, source_id, decode(actor, 'hex'), gpu_class,
        offerings, ms, runs, hour_of_week, hour_ms
      from jsonb_to_recordset(cast(? as jsonb)) as r (day date, kind text, phase text, stage text, component_ref text,
        run_class text, trigger text, source_id smallint, actor text, gpu_class int, offerings text[], ms bigint,
        runs int, hour_of_week smallint[], hour_ms int[])
      `,
      [team, JSON.stringify(page)],
    );
  }
}

const HANDOFF_KEYS = `metric, day, team_ref, stage, trigger, run_class, source_id`;
const MEASURES = `n, sum_ms, zeros, never_started, values_ms, censored_ms, bucket_index, bucket_count, people, people_ms, parts, unseen, actors`;

/** Metrics whose cells are made of what is stored here; the recompute of a day leaves them alone. */
export const LOSS_METRICS = [
  'blocked_hours',
  'rework_hours',
  'handoff_time',
] as const;

/**
 * Writes the cells of the three metrics from the stored losses of a team, so that windows, roll-ups and masks are those
 * of every other metric.
 */
export async function replaceLossCells(
  tx: Knex,
  team: string,
  from: Day,
): Promise<void> {
  await tx.raw(
    `delete from cell where team_ref = ? and day >= cast(? as date) and metric = any(cast(? as text[]))`,
    [team, from, [...LOSS_METRICS]],
  );
  await tx.raw(
    `
    insert into cell (metric, day, team_ref, stage, trigger, run_class, source_id, n, sum_ms, values_ms, bucket_index,
      bucket_count, parts)
    select kind || '_hours', day, team_ref, stage, trigger, run_class, source_id, sum(runs), sum(ms)::bigint, '{}', '{}',
      '{}', array[sum(ms)::bigint]
    from loss_day
    where team_ref = ? and day >= cast(? as date) and kind in ('blocked', 'rework')
    group by kind, day, team_ref, stage, trigger, run_class, source_id
    `,
    [team, from],
  );
  await tx.raw(
    `
    insert into cell (${HANDOFF_KEYS}, ${MEASURES})
    select ${HANDOFF_KEYS}, ${MEASURES} from (${aggregateSql(
      HANDOFF_KEYS,
      `(
        select 'handoff_time' as metric, day, team_ref, to_stage as stage, trigger, run_class, source_id,
          'counted' as state, ms as value_ms, cast(null as bigint) as censored_ms, cast(null as bigint) as weight,
          cast(null as bytea) as person, cast(null as bytea) as actor,
          ${[1, 2, 3, 4, 5, 6].map(part => `cast(null as bigint) as p${part}`).join(', ')}
        from handoff where team_ref = ? and day >= cast(? as date)
      ) sample`,
    )}) computed
    `,
    [team, from],
  );
  await noteCellChangesSince(tx, team, from);
}
