import type { Knex } from 'knex';

export const TEAMS = 200;
export const OFFERINGS = 40;
export const STAGES = ['data', 'features', 'training', 'evaluation'] as const;
const DAYS = 364;
const MEMBERS = 8;
const DEPARTMENTS = 20;

/** Durations, ratios and the guards: what a dashboard shows. */
export const METRICS = [
  'queue_time',
  'run_time',
  'iteration_time',
  'failed_ratio',
] as const;

/**
 * An organisation of 20 departments with 10 teams of 8 people each, and the cells that so many runs of a year leave,
 * made in SQL: log-normal durations, spread over days, stages and people.
 *
 * @param lastDay - exclusive; runs lie in the 52 weeks before it
 */
export async function fill(
  knex: Knex,
  runs: number,
  lastDay: string,
): Promise<void> {
  await fillOrganisation(knex);
  const perCell = runs / (TEAMS * DAYS * STAGES.length);
  await knex.raw(
    `
    create unlogged table base as
    with place as (
      select t, d, s, floor(?::float8 + random())::int as n
      from generate_series(0, ${TEAMS - 1}) t, generate_series(1, ${DAYS}) d,
        unnest(?::text[]) s
    )
    select t, d, s, n, values_ms, bucket_index, bucket_count, people, people_ms
    from place
    cross join lateral (
      select array_agg(v order by v) as values_ms from (
        -- the reference to the outer row keeps the values from being made once for all
        select floor(1000 * exp(2.2 * sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random()) + 4 + 0 * t + 0 * d))::bigint as v
        from generate_series(1, n)
      ) value
    ) value
    cross join lateral (
      select array_agg(i order by i) as bucket_index, array_agg(c order by i) as bucket_count from (
        select case when v <= 0 then -1 else ceil(ln(v::float8) / ln(1.005::float8 / 0.995::float8))::int end as i,
          count(*) as c
        from unnest(values_ms) v group by 1
      ) bucket
    ) bucket
    cross join lateral (
      select array_agg(p order by p) as people, array_agg(ms order by p) as people_ms from (
        select sha256(convert_to(t || '-' || ((i * 7 + d) % ${MEMBERS}), 'UTF8')) as p, sum(values_ms[i])::bigint as ms
        from generate_series(1, n) i group by 1
      ) person
    ) person
    where n > 0
    `,
    [perCell, [...STAGES]],
  );
  for (const metric of METRICS) {
    await knex.raw(
      `
      insert into cell (metric, day, team_ref, stage, trigger, run_class, source_id, n, sum_ms, zeros, values_ms,
        bucket_index, bucket_count, people, people_ms, parts)
      select ?, ?::date - d, 'group:default/team-' || t, s, 'human', 'full', 1, n,
        ${metric === 'failed_ratio' ? '0' : '(select sum(v) from unnest(values_ms) v)'}, 0,
        ${metric === 'failed_ratio' ? `'{}', '{}', '{}'` : 'values_ms, bucket_index, bucket_count'},
        people, people_ms, ${
          metric === 'failed_ratio'
            ? 'array[n / 10, n / 20, n / 40, n / 40]'
            : 'array[n / 3]'
        }
      from base
      `,
      [metric, lastDay],
    );
  }
  await knex.raw('drop table base');
  await fillActivity(knex, lastDay);
  await knex.raw(`
    insert into cell_change (team_ref, week)
    select distinct team_ref, date_trunc('week', day::timestamp)::date from cell
  `);
  await knex.raw('analyze');
}

async function fillOrganisation(knex: Knex): Promise<void> {
  const since = '2020-01-01';
  await knex.raw(
    `insert into source (name, kind, first_received_at, last_received_at) values ('bench', 'openlineage', now(), now())`,
  );
  await knex.raw(
    `
    insert into organisation_unit (unit_ref, title, type, role, parent_ref, valid_from)
    select 'group:default/company', 'Company', 'organisation', 'other', null, ?::timestamptz
    union all
    select 'group:default/department-' || d, 'Department ' || d, 'department', 'other', 'group:default/company', ?
    from generate_series(0, ${DEPARTMENTS - 1}) d
    union all
    select 'group:default/team-' || t, 'Team ' || t, 'customer-team', 'customer',
      'group:default/department-' || (t % ${DEPARTMENTS}), ?
    from generate_series(0, ${TEAMS - 1}) t
    `,
    [since, since, since],
  );
  await knex.raw(
    `
    insert into organisation_member (actor_hash, unit_ref, valid_from)
    select sha256(convert_to(t || '-' || m, 'UTF8')), 'group:default/team-' || t, ?
    from generate_series(0, ${TEAMS - 1}) t, generate_series(0, ${MEMBERS - 1}) m
    `,
    [since],
  );
  await knex.raw(
    `
    insert into organisation_offering (offering_ref, title, stages, telemetry, lifecycle, valid_from)
    select 'offering:default/offering-' || o, 'Offering ' || o, array[(?::text[])[1 + o % ${STAGES.length}]],
      '[{"source": "openlineage", "jobNamespace": "x*"}]', 'ga', ?
    from generate_series(0, ${OFFERINGS - 1}) o
    `,
    [[...STAGES], since],
  );
}

/** Each team uses a fifth of the offerings on most days. */
async function fillActivity(knex: Knex, lastDay: string): Promise<void> {
  await knex.raw(
    `
    insert into activity_day (team_ref, offering_ref, day, people, human_runs, production_runs, rules)
    select 'group:default/team-' || t, case when o < 0 then '' else 'offering:default/offering-' || o end,
      ?::date - d,
      array(select sha256(convert_to(t || '-' || m, 'UTF8')) from generate_series(0, 3) m), 5, 0, '{explicit}'
    from generate_series(0, ${TEAMS - 1}) t, generate_series(1, 182) d, generate_series(-1, ${OFFERINGS - 1}) o
    where o < 0 or (o + t) % 5 = 0
    `,
    [lastDay],
  );
}
