import {
  type CheckState,
  type CheckSummary,
  countStates,
  type FactValue,
  type HistoryRow,
  OVER_EXEMPTED,
  type TrendRow,
} from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import type { ReadScope } from '../service/ReadScope';
import { narrow, type NarrowSelection } from './narrow';

export interface TeamCount {
  readonly scorecard: string;
  readonly team: string;
  readonly rank: number;
  readonly levels: number;
  readonly entities: number;
}

/** How many entities of each team stand on each level, as far as the caller sees them. */
export async function countLevels(
  knex: Knex,
  scope: ReadScope,
  selection: NarrowSelection,
): Promise<TeamCount[]> {
  const { where, bindings } = narrow(scope, selection, []);
  const { rows } = await knex.raw<{ rows: TeamCount[] }>(
    `select r.scorecard_ref as scorecard, r.team_ref as team, r.rank::int as rank, max(r.levels)::int as levels,
       count(*)::int as entities
     from level r where ${where}
     group by r.scorecard_ref, r.team_ref, r.rank
     order by r.scorecard_ref, r.team_ref, r.rank`,
    bindings,
  );
  return rows;
}

export interface TrendSelection extends NarrowSelection {
  readonly days: number;
  /** Teams of the time; left out: all. */
  readonly teams?: readonly string[];
}

/**
 * Levels at the end of each day, counted by the owning team of that day. They are read from the change log itself, so
 * they cannot differ from it and no entity is counted that the caller may not see.
 */
export async function selectTrend(
  knex: Knex,
  scope: ReadScope,
  { days, teams, ...selection }: TrendSelection,
): Promise<TrendRow[]> {
  const { where, bindings } = narrow(scope, selection, []);
  const ofTeams = teams ? 'and r.team_ref = any(?::text[])' : '';
  if (teams) {
    bindings.push([...teams]);
  }
  const columns = `r.scorecard_ref, r.entity_ref, r.rank, r.levels, r.valid_from`;
  const { rows } = await knex.raw<{
    rows: {
      scorecard: string;
      day: string;
      rank: number;
      levels: number;
      entities: number;
    }[];
  }>(
    `with span as (
       select ${columns}, 'infinity'::timestamptz as valid_to from level r where ${where} ${ofTeams}
       union all
       select ${columns}, r.valid_to from level_history r where ${where} ${ofTeams}
         and r.valid_to > now() - make_interval(days => ?::int)
     ), day as (
       select d::date as day, least(now(), (d::date + 1)::timestamp at time zone 'UTC') as moment
       from generate_series((now() at time zone 'UTC')::date - (?::int - 1), (now() at time zone 'UTC')::date, '1 day') d
     )
     select s.scorecard_ref as scorecard, to_char(day.day, 'YYYY-MM-DD') as day, s.rank::int as rank,
       max(s.levels)::int as levels, count(*)::int as entities
     from day join span s on s.valid_from < day.moment and s.valid_to >= day.moment
     group by 1, 2, 3 order by 1, 2, 3`,
    [...bindings, ...bindings, days, days],
  );
  return toTrend(rows);
}

/** Ranks in columns; `counts[0]` is below the first level. */
function toTrend(
  rows: readonly {
    scorecard: string;
    day: string;
    rank: number;
    levels: number;
    entities: number;
  }[],
): TrendRow[] {
  const points = new Map<string, TrendRow>();
  for (const { scorecard, day, rank, levels, entities } of rows) {
    const key = `${scorecard} ${day}`;
    const point = points.get(key) ?? { scorecard, day, counts: [] };
    while (point.counts.length <= Math.max(levels, rank)) {
      point.counts.push(0);
    }
    point.counts[rank] = (point.counts[rank] ?? 0) + entities;
    points.set(key, point);
  }
  return [...points.values()];
}

/** All results of each check by state; the worst check first. */
export async function selectCheckSummaries(
  knex: Knex,
  scope: ReadScope,
  selection: NarrowSelection,
): Promise<CheckSummary[]> {
  const { where, bindings } = narrow(scope, selection, []);
  const { rows } = await knex.raw<{
    rows: {
      scorecard: string;
      check: string;
      state: CheckState;
      entities: number;
    }[];
  }>(
    `select r.scorecard_ref as scorecard, r.check_id as check, r.state, count(*)::int as entities
     from result r where ${where} group by 1, 2, 3`,
    bindings,
  );
  const checks = new Map<string, CheckSummary>();
  for (const { scorecard, check, state, entities } of rows) {
    const key = `${scorecard} ${check}`;
    const summary = checks.get(key) ?? {
      scorecard,
      check,
      counts: countStates([]),
      overExempted: false,
    };
    checks.set(key, {
      ...summary,
      counts: { ...summary.counts, [state]: entities },
    });
  }
  return [...checks.values()]
    .map(summary => ({ ...summary, overExempted: isOverExempted(summary) }))
    .sort(worstFirst);
}

function isOverExempted({ counts }: CheckSummary): boolean {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const applicable = all - counts['not-applicable'];
  return (
    counts.exempt >= OVER_EXEMPTED.entities &&
    counts.exempt >= applicable * OVER_EXEMPTED.share
  );
}

function worstFirst(a: CheckSummary, b: CheckSummary): number {
  const unknown = ({ counts }: CheckSummary) =>
    counts.error + counts['no-data'] + counts.stale;
  return (
    b.counts.fail - a.counts.fail ||
    unknown(b) - unknown(a) ||
    (a.scorecard < b.scorecard ? -1 : Number(a.scorecard > b.scorecard)) ||
    (a.check < b.check ? -1 : 1)
  );
}

/** Values a span tells at most; all of them are in `fact_history`. */
const MOST_VALUES = 20;

interface DbSpan {
  scorecard_ref: string;
  entity_ref: string;
  check_id: string;
  version: number;
  state: CheckState;
  reason: string;
  team_ref: string;
  valid_from: Date;
  valid_to: Date | null;
  fact_id: string | null;
  value: FactValue | null;
  unit: string | null;
  seen: { at: string; value: FactValue | null }[] | null;
}

/**
 * The values of the fact a span rests on, as they came to be known: the one that held when it began, up to the last one
 * it saw, the latest first. What was reported late, behind a newer value, was never seen. Reads the key of
 * `fact_history` a few times for each row of the page.
 */
const VALUES_SEEN = `with known as (
    select f.observed_at, f.recorded_at, case f.type
        when 'number' then to_jsonb(f.number_value)
        when 'boolean' then to_jsonb(f.boolean_value)
        when 'string' then to_jsonb(f.text_value)
        when 'set' then to_jsonb(f.set_value)
        when 'time' then to_jsonb(f.time_value)
      end as value
    from fact_history f
    where f.entity_ref = p.entity_ref and f.fact_id = p.fact_id
      and f.recorded_at < coalesce(p.valid_to, 'infinity')
      and not exists (
        select 1 from fact_history n
        where n.entity_ref = f.entity_ref and n.fact_id = f.fact_id
          and n.observed_at > f.observed_at and n.recorded_at < f.recorded_at
      )
  )
  select json_agg(json_build_object('at', h.observed_at, 'value', h.value)) as seen from (
    select k.* from known k
    where k.recorded_at >= coalesce((select max(b.recorded_at) from known b where b.recorded_at <= p.valid_from), '-infinity')
      and k.recorded_at <= coalesce((select max(l.recorded_at) from known l where l.value = p.value), 'infinity')
    order by k.recorded_at desc, k.observed_at desc limit ${MOST_VALUES}
  ) h`;

/** One page of states and how long they held, the latest first. */
export async function selectHistory(
  knex: Knex,
  scope: ReadScope,
  { after, limit, ...selection }: NarrowSelection & { limit: number },
): Promise<HistoryRow[]> {
  const { where, bindings } = narrow(scope, selection, []);
  const columns = `r.scorecard_ref, r.entity_ref, r.check_id, r.version, r.state, r.reason, r.team_ref, r.valid_from,
    r.fact_id, r.value, r.unit`;
  const key = `(valid_from, scorecard_ref, entity_ref, check_id)`;
  const { rows } = await knex.raw<{ rows: DbSpan[] }>(
    `with page as materialized (select * from (
       select ${columns}, null::timestamptz as valid_to from result r where ${where}
       union all
       select ${columns}, r.valid_to from result_history r where ${where}
     ) span
     ${after ? `where ${key} < (?::timestamptz, ?, ?, ?)` : ''}
     order by valid_from desc, scorecard_ref desc, entity_ref desc, check_id desc limit ?)
     select p.*, v.seen from page p left join lateral (${VALUES_SEEN}) v on true
     order by valid_from desc, scorecard_ref desc, entity_ref desc, check_id desc`,
    [...bindings, ...bindings, ...(after ?? []), limit],
  );
  return rows.map(row => ({
    entity: row.entity_ref,
    scorecard: row.scorecard_ref,
    check: row.check_id,
    version: row.version,
    state: row.state,
    reason: row.reason,
    team: row.team_ref || undefined,
    from: row.valid_from.toISOString(),
    to: row.valid_to?.toISOString(),
    fact: row.fact_id ?? undefined,
    // a stored list is a list of texts
    value: (row.value ?? undefined) as HistoryRow['value'],
    unit: row.unit ?? undefined,
    values: (row.seen ?? []).map(({ at, value }) => ({
      at: new Date(at).toISOString(),
      value: (value ?? undefined) as HistoryRow['value'],
    })),
  }));
}
