import { Knex } from 'knex';
import { CellTotals } from '../../core/release/ReleaseLattice';
import { CellView, StoredContribution } from './MetricsStore';

interface DbWeekRow {
  team_ref: string;
  week: string;
  parts: string[];
  runs: string;
  sum_ms: string;
  zeros: string;
  never_started: string;
  people: string[] | null;
  weights: string[] | null;
}

export interface SelectedWeek extends CellTotals {
  readonly team: string;
  readonly week: string;
  /** Stage and source, or the offering. */
  readonly parts: readonly string[];
  readonly people: readonly StoredContribution[];
}

const PARTS = {
  cell: 'array[c.stage, s.name]',
  cell_offering: 'array[c.offering_ref]',
} as const;

/**
 * Day cells summed up to ISO weeks, over all teams, because what may be released is judged over whole families.
 * Reads every cell of the metric before a day; takes no locks.
 */
export async function selectWeeks(
  knex: Knex,
  view: CellView,
  options: {
    table: keyof typeof PARTS;
    before: string;
    withPeople: boolean;
  },
): Promise<SelectedWeek[]> {
  const { table, before, withPeople } = options;
  const result = await knex.raw<{ rows: DbWeekRow[] }>(
    `with chosen as materialized (
       select c.team_ref, date_trunc('week', c.day::timestamp)::date as week, ${PARTS[table]} as parts,
              c.n, c.sum_ms, c.zeros, c.never_started, c.people, c.people_ms
       from ${table} c join source s on s.id = c.source_id
       where c.metric = ? and c.trigger = any(?::text[]) and c.run_class = any(?::text[]) and c.day < ?::date
     ), total as (
       select team_ref, week, parts, sum(n) as runs, sum(sum_ms) as sum_ms, sum(zeros) as zeros,
              sum(never_started) as never_started
       from chosen group by team_ref, week, parts
     ), person as (
       select team_ref, week, parts, hash, sum(greatest(ms, 1)) as weight
       from chosen, unnest(people, people_ms) as contribution (hash, ms)
       where ?::boolean group by team_ref, week, parts, hash
     ), people as (
       select team_ref, week, parts, array_agg(encode(hash, 'hex')) as people, array_agg(weight::text) as weights
       from person group by team_ref, week, parts
     )
     select team_ref, to_char(week, 'YYYY-MM-DD') as week, parts, runs, sum_ms, zeros, never_started, people, weights
     from total left join people using (team_ref, week, parts)`,
    [view.metric, [...view.triggers], [...view.runClasses], before, withPeople],
  );
  return result.rows.map(row => ({
    team: row.team_ref,
    week: row.week,
    parts: row.parts,
    runs: Number(row.runs),
    sumMilliseconds: Number(row.sum_ms),
    zeros: Number(row.zeros),
    neverStarted: Number(row.never_started),
    people: (row.people ?? []).map((person, position) => ({
      person,
      weight: Number(row.weights?.[position] ?? 1),
    })),
  }));
}
