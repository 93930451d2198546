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
  unseen: string;
  parts_sum: (string | null)[];
  actors: string[] | null;
  data_at: Date;
  people: string[] | null;
  weights: string[] | null;
}

export interface SelectedWeek extends CellTotals {
  readonly team: string;
  readonly week: string;
  /** Stage and source, or the offering, or the component. */
  readonly places: readonly string[];
  readonly people: readonly StoredContribution[];
  readonly actors: readonly string[];
  readonly dataAt: string;
}

const PARTS = {
  cell: 'array[c.stage, s.name]',
  cell_offering: 'array[c.offering_ref]',
  cell_component: 'array[c.component_ref]',
} as const;

const MOST_PARTS = 6;

/** Trailing positions that no cell fills are cut off. */
export function readParts(sums: readonly (string | null)[]): number[] {
  return sums.flatMap(sum => (sum === null ? [] : Number(sum)));
}

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
  const sums = Array.from(
    { length: MOST_PARTS },
    (_, index) => `sum(sums[${index + 1}])`,
  ).join(', ');
  const result = await knex.raw<{ rows: DbWeekRow[] }>(
    `with chosen as materialized (
       select c.team_ref, date_trunc('week', c.day::timestamp)::date as week, ${PARTS[table]} as parts,
              c.n, c.sum_ms, c.zeros, c.never_started, c.unseen, c.parts as sums, c.actors, c.people, c.people_ms, c.computed_at
       from ${table} c join source s on s.id = c.source_id
       where c.metric = ? and c.trigger = any(?::text[]) and c.run_class = any(?::text[]) and c.day < ?::date
     ), total as (
       select team_ref, week, parts, sum(n) as runs, sum(sum_ms) as sum_ms, sum(zeros) as zeros,
              sum(never_started) as never_started, sum(unseen) as unseen, max(computed_at) as data_at,
              array[${sums}] as parts_sum
       from chosen group by team_ref, week, parts
     ), person as (
       select team_ref, week, parts, hash, sum(greatest(ms, 1)) as weight
       from chosen, unnest(people, people_ms) as contribution (hash, ms)
       where ?::boolean group by team_ref, week, parts, hash
     ), people as (
       select team_ref, week, parts, array_agg(encode(hash, 'hex')) as people, array_agg(weight::text) as weights
       from person group by team_ref, week, parts
     )
     , active as (
       select team_ref, week, parts, array_agg(distinct encode(actor, 'hex')) as actors
       from chosen, unnest(actors) as actor group by team_ref, week, parts
     )
     select team_ref, to_char(week, 'YYYY-MM-DD') as week, parts, runs, sum_ms, zeros, never_started, unseen,
       parts_sum, actors, data_at, people, weights
     from total
     left join people using (team_ref, week, parts)
     left join active using (team_ref, week, parts)`,
    [view.metric, [...view.triggers], [...view.runClasses], before, withPeople],
  );
  return result.rows.map(row => ({
    team: row.team_ref,
    week: row.week,
    places: row.parts,
    runs: Number(row.runs),
    sumMilliseconds: Number(row.sum_ms),
    zeros: Number(row.zeros),
    neverStarted: Number(row.never_started),
    unseen: Number(row.unseen),
    parts: readParts(row.parts_sum),
    actors: row.actors ?? [],
    dataAt: row.data_at.toISOString(),
    people: (row.people ?? []).map((person, position) => ({
      person,
      weight: Number(row.weights?.[position] ?? 1),
    })),
  }));
}
