import { attributionTimeSql } from '../attribution/validity';
import { scopeSql } from './scope';

const RUN_COUNTS = `
  r.impossible is null
  and r.parent_key is null
  and r.outcome is distinct from 'skipped'
  and s.valid_from <= ${attributionTimeSql('r')}
  and s.valid_to > ${attributionTimeSql('r')}
`;

const DIMENSIONS = `
  s.team_ref,
  coalesce(r.stage_tag, nullif(s.stage, ''), 'unknown') as stage,
  r.trigger,
  r.run_class,
  r.source_id,
  s.offerings,
  case when r.actor_kind = 'person' then nullif(r.actor_hash, '') end as person
`;

/** Whole milliseconds of an interval, never rounded up. */
function milliseconds(from: string, to: string): string {
  return `floor(extract(epoch from (${to} - ${from})) * 1000)::bigint`;
}

function dayOf(column: string): string {
  return `(${column} at time zone 'UTC')::date`;
}

/**
 * The runs of a row of `subject` with `column` in its range. Runs without a subject (no job is known) belong to the
 * row of team '' that has none.
 */
function runsBy(column: string): string {
  const inRange = `${column} >= s.lower and ${column} < s.upper`;
  return `
    cross join lateral (
      select * from run where run.subject_id = s.subject_id and ${inRange}
      union all
      select * from run where s.subject_id is null and run.subject_id is null and ${inRange}
    ) r
  `;
}

/** Decisions that held for a team of `scope` at some time, with the range of days asked for. Needs `scope`. */
const subjectSql = `
  select s.team_ref, s.lower, s.upper, a.subject_id, a.valid_from,
    coalesce(a.valid_to, 'infinity') as valid_to, a.stage, a.offerings
  from scope s
  join attribution a on a.team_ref = s.team_ref
  union all
  select s.team_ref, s.lower, s.upper, null, '-infinity', 'infinity', '', '[]'
  from scope s
  where s.team_ref = ''
`;

/**
 * `with` clause of the cells of some (team, day): `scope`, `subject`, and `sample` with one row per run and metric it
 * counts in. `value_ms` is null for a run that never started, `censored_ms` then how long it had waited when it
 * ended. Three bindings: `scopeBindings`.
 *
 * Locks nothing. Each branch is a nested loop over the subjects of the teams into one of the indexes
 * run_subject_started, run_subject_submitted and run_subject_ended.
 */
export const sampleSql = `
  with scope as materialized (${scopeSql}),
  subject as materialized (${subjectSql}),
  sample as (
    select 'queue_time' as metric, ${dayOf('r.started_at')} as day, ${DIMENSIONS},
      ${milliseconds('r.submitted_at', 'r.started_at')} as value_ms,
      cast(null as bigint) as censored_ms
    from subject s ${runsBy('started_at')}
    where r.submitted_at <= r.started_at and ${RUN_COUNTS}
    union all
    select 'queue_time', ${dayOf('r.submitted_at')}, ${DIMENSIONS},
      null, ${milliseconds('r.submitted_at', 'r.ended_at')}
    from subject s ${runsBy('submitted_at')}
    where r.started_at is null
      and (r.ended_at >= r.submitted_at or (r.ended_at is null and r.outcome is not null))
      and ${RUN_COUNTS}
    union all
    select 'run_time', ${dayOf('r.ended_at')}, ${DIMENSIONS},
      ${milliseconds('r.started_at', 'r.ended_at')}, null
    from subject s ${runsBy('ended_at')}
    where r.outcome = 'succeeded' and r.started_at <= r.ended_at and ${RUN_COUNTS}
  )
`;

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
