import { attributionTimeSql } from '../attribution/validity';
import { inSpans, markSql, RollupScope } from './scope';

const RUN_COUNTS = `
  r.impossible is null and r.parent_key is null and r.outcome is distinct from 'skipped'
`;

const DIMENSIONS = `
  r.day,
  r.team_ref,
  coalesce(r.stage_tag, nullif(r.stage, ''), 'unknown') as stage,
  r.trigger,
  r.run_class,
  r.source_id,
  r.offerings,
  r.person
`;

/** Whole milliseconds of an interval, never rounded up. */
function milliseconds(from: string, to: string): string {
  return `floor(extract(epoch from (${to} - ${from})) * 1000)::bigint`;
}

/**
 * `from` clause of the runs of a scope by their time in `column`: as `r`, each with its day and with the decision that
 * held at its own time. A run without a decision, or without a job to decide about, is team ''.
 *
 * The `offset` keeps the planner from joining marks by day before the team is known: two hundred teams have the same
 * day.
 */
export function runsOf(
  column: string,
  condition: string,
  scope: RollupScope,
): string {
  return `
    from (
      select r.*, (${column} at time zone 'UTC')::date as day, ${column} as at,
        case when r.actor_kind = 'person' then nullif(r.actor_hash, '') end as person,
        coalesce(a.team_ref, '') as team_ref, a.team_rule, a.component_ref, a.stage,
        coalesce(a.offerings, '[]') as offerings
      from run r
      left join attribution a on a.subject_id = r.subject_id
        and a.valid_from <= ${attributionTimeSql('r')}
        and (a.valid_to is null or a.valid_to > ${attributionTimeSql('r')})
      where ${inSpans(column, scope)} and ${condition}
      offset 0
    ) r
    join mark using (team_ref, day)
  `;
}

/**
 * `with` clause of the cells of some (team, day): `mark`, and `sample` with one row per run and metric it counts in.
 * `value_ms` is null for a run that never started, `censored_ms` then how long it had waited when it ended.
 * Bindings: `scopeBindings`.
 *
 * Locks nothing. Reads the runs of the days by run_started, run_never_started and run_ended, of all teams: a batch of
 * marks is mostly the same few days of many teams, and how many jobs a team ever had does not matter.
 */
export function sampleSql(scope: RollupScope): string {
  const started = `r.submitted_at <= r.started_at and ${RUN_COUNTS}`;
  const neverStarted = `
    r.started_at is null
    and (r.ended_at >= r.submitted_at or (r.ended_at is null and r.outcome is not null))
    and ${RUN_COUNTS}
  `;
  const succeeded = `r.outcome = 'succeeded' and r.started_at <= r.ended_at and ${RUN_COUNTS}`;
  return `
    with mark as materialized (${markSql}),
    sample as (
      select 'queue_time' as metric, ${DIMENSIONS},
        ${milliseconds('r.submitted_at', 'r.started_at')} as value_ms, cast(null as bigint) as censored_ms
      ${runsOf('r.started_at', started, scope)}
      union all
      select 'queue_time', ${DIMENSIONS}, null, ${milliseconds('r.submitted_at', 'r.ended_at')}
      ${runsOf('r.submitted_at', neverStarted, scope)}
      union all
      select 'run_time', ${DIMENSIONS}, ${milliseconds('r.started_at', 'r.ended_at')}, null
      ${runsOf('r.ended_at', succeeded, scope)}
    )
  `;
}

/** ln(gamma) of core/rollups/buckets.ts. */
const BUCKET = `
  case when v <= 0 then -1 else ceil(ln(v::float8) / ln(1.005::float8 / 0.995::float8))::int end
`;

/**
 * The columns n to people_ms of a cell, grouped by `keys` over rows of `from` that have value_ms, censored_ms and
 * person. Parallel arrays are ordered by value, so that both sides of a tie are equal and belong together.
 */
export function aggregateSql(keys: string, from: string): string {
  return `
    select ${keys}, n, sum_ms, zeros, never_started, values_ms, censored_ms,
      coalesce(bucket_index, '{}') as bucket_index, coalesce(bucket_count, '{}') as bucket_count,
      coalesce(people, '{}') as people, coalesce(people_ms, '{}') as people_ms
    from (
      select ${keys},
        count(value_ms) as n,
        coalesce(sum(value_ms), 0)::bigint as sum_ms,
        count(*) filter (where value_ms = 0) as zeros,
        count(*) filter (where value_ms is null) as never_started,
        coalesce(array_agg(value_ms order by value_ms) filter (where value_ms is not null), '{}') as values_ms,
        coalesce(array_agg(censored_ms order by censored_ms) filter (where censored_ms is not null), '{}') as censored_ms,
        array_agg(person order by value_ms) filter (where person is not null and value_ms is not null) as persons,
        array_agg(value_ms order by value_ms) filter (where person is not null and value_ms is not null) as person_values
      from ${from}
      group by ${keys}
    ) grouped
    cross join lateral (
      select array_agg(i order by i) as bucket_index, array_agg(c order by i) as bucket_count
      from (select ${BUCKET} as i, count(*) as c from unnest(values_ms) as v group by 1) bucket
    ) buckets
    cross join lateral (
      select array_agg(person order by person) as people, array_agg(ms order by person) as people_ms
      from (
        select person, sum(ms)::bigint as ms
        from unnest(persons, person_values) as contribution (person, ms)
        group by person
      ) contributor
    ) contributors
  `;
}
