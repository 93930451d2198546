import { StudyOutcome } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { StudyQuestion, WeekCell } from '../../core/studies/types';
import { attributionTimeSql } from '../attribution/validity';
import { Binding, rowsOf } from '../rows';

interface DbWeekCell {
  team_ref: string;
  week: number;
  class: string;
  submitted: string;
  closed: string;
  runs: string;
  zeros: string;
  p50: number | null;
  mean: number | null;
}

export interface StudyCellsQuery {
  readonly question: StudyQuestion;
  readonly teams: readonly string[];
  /** Adoption dates: runs submitted before and not over by then belong to neither side. */
  readonly dates: readonly { readonly team: string; readonly date: string }[];
}

/** Milliseconds, or 0 and 1; null where a run does not have it. */
const VALUES: Readonly<
  Record<Exclude<StudyOutcome, 'iteration_time'>, string>
> = {
  queue_time: duration('r.submitted_at', 'r.started_at'),
  run_time: `case when r.outcome = 'succeeded' then ${duration('r.started_at', 'r.ended_at')} end`,
  time_to_first_result: duration('r.submitted_at', 'r.first_result_at'),
  failed_ratio: `case when r.outcome in ('succeeded', 'failed', 'cancelled') then (r.outcome = 'failed')::int end`,
};

function duration(from: string, to: string): string {
  return `case when ${from} <= ${to} then floor(extract(epoch from (${to} - ${from})) * 1000) end`;
}

/**
 * The weekly cells of a study, by team, week and class of runs: anchored at submission, children, joined, impossible and
 * skipped runs left out, as in cells; runs that straddle the adoption date left out.
 *
 * One scan of the runs of the window, aggregated by PostgreSQL; what comes back is as large as teams x weeks x classes.
 * Locks nothing. `cut` is materialized because the planner expects few runs, and would otherwise sort all of them again
 * for each. Values are winsorised at the p99 of all runs of the study.
 */
export async function selectStudyCells(
  knex: Knex,
  { question, teams, dates }: StudyCellsQuery,
): Promise<WeekCell[]> {
  const { outcome, stage, from, to } = question;
  const isIterations = outcome === 'iteration_time';
  const value = isIterations ? 'null::numeric' : VALUES[outcome];
  const bindings: Binding[] = [
    dates.map(({ team }) => team),
    dates.map(({ date }) => date),
    from,
    from,
    to,
    [...teams],
    stage ?? '',
    stage ?? '',
  ];
  const rows = await rowsOf<DbWeekCell>(
    knex,
    `with adopted as (
       select team_ref, date from unnest(cast(? as text[]), cast(? as date[])) as a (team_ref, date)
     ),
     r as materialized (
       select a.team_ref, ((r.submitted_at at time zone 'UTC')::date - ?::date) / 7 as week,
         coalesce(r.stage_tag, nullif(a.stage, ''), 'unknown') || ' / ' || r.run_class || ' / ' || r.trigger as class,
         (r.ended_at is not null or r.outcome is not null) as closed,
         (${value})::double precision as value
       from run r
       join attribution a on a.subject_id = r.subject_id
         and a.valid_from <= ${attributionTimeSql('r')}
         and (a.valid_to is null or a.valid_to > ${attributionTimeSql('r')})
       left join adopted on adopted.team_ref = a.team_ref
       where r.submitted_at >= ?::date and r.submitted_at < ?::date
         and a.team_ref = any(cast(? as text[]))
         and (? = '' or coalesce(r.stage_tag, nullif(a.stage, ''), 'unknown') = ?)
         and r.impossible is null and r.parent_key is null and r.joined_to is null
         and r.outcome is distinct from 'skipped'
         and not coalesce(
           r.submitted_at < adopted.date::timestamp at time zone 'UTC'
           and coalesce(r.ended_at, 'infinity') >= adopted.date::timestamp at time zone 'UTC', false)
     ),
     cut as materialized (select percentile_cont(0.99) within group (order by value) as at from r)
     select r.team_ref, r.week, r.class, count(*) as submitted, count(*) filter (where r.closed) as closed,
       count(r.value) as runs, count(*) filter (where r.value = 0) as zeros,
       percentile_cont(0.5) within group (order by r.value) as p50, avg(least(r.value, cut.at)) as mean
     from r cross join cut
     group by r.team_ref, r.week, r.class
     order by r.week, r.team_ref collate "C", r.class collate "C"`,
    bindings,
  );
  const cells = rows.map(fromDbWeekCell);
  return isIterations
    ? withIterations(cells, await selectIterations(knex, { question, teams }))
    : cells;
}

/** Iterations are made of several runs, so their values are those of the cells; runs only say what is closed. */
async function selectIterations(
  knex: Knex,
  { question, teams }: Pick<StudyCellsQuery, 'question' | 'teams'>,
): Promise<WeekCell[]> {
  const { stage, from, to } = question;
  const rows = await rowsOf<DbWeekCell>(
    knex,
    `with v as materialized (
       select c.team_ref, (c.day - ?::date) / 7 as week,
         c.stage || ' / ' || c.run_class || ' / ' || c.trigger as class, u.value::double precision as value
       from cell c cross join lateral unnest(c.values_ms) as u (value)
       where c.metric = 'iteration_time' and c.day >= ?::date and c.day < ?::date
         and c.team_ref = any(cast(? as text[])) and (? = '' or c.stage = ?)
     ),
     cut as materialized (select percentile_cont(0.99) within group (order by value) as at from v)
     select v.team_ref, v.week, v.class, 0 as submitted, 0 as closed, count(*) as runs,
       count(*) filter (where v.value = 0) as zeros,
       percentile_cont(0.5) within group (order by v.value) as p50, avg(least(v.value, cut.at)) as mean
     from v cross join cut
     group by v.team_ref, v.week, v.class
     order by v.week, v.team_ref collate "C", v.class collate "C"`,
    [from, from, to, [...teams], stage ?? '', stage ?? ''],
  );
  return rows.map(fromDbWeekCell);
}

function withIterations(
  runs: readonly WeekCell[],
  iterations: readonly WeekCell[],
): WeekCell[] {
  return [
    ...runs.map(cell => ({ ...cell, runs: 0, zeros: 0, p50: NaN, mean: NaN })),
    ...iterations,
  ];
}

function fromDbWeekCell(row: DbWeekCell): WeekCell {
  return {
    team: row.team_ref,
    week: row.week,
    class: row.class,
    submitted: Number(row.submitted),
    closed: Number(row.closed),
    runs: Number(row.runs),
    zeros: Number(row.zeros),
    p50: row.p50 ?? NaN,
    mean: row.mean ?? NaN,
  };
}
