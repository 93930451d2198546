import { Knex } from 'knex';
import { MetricId } from '@mli/plugin-insights-common';
import { cellsOf } from '../../core/metrics/cellsOf';
import { Bucket } from '../../core/metrics/buckets';
import { WaitCount } from '../../core/metrics/kaplanMeier';
import { Day } from '../../core/metrics/windows';
import { mergeWeeks } from '../rollups/weekCells';
import { joinSelectedCells, joinSelectedWeeks } from './cellSelection';
import {
  CellSelection,
  CellView,
  ExactQuantiles,
  MetricsStore,
  SourceHistory,
} from './MetricsStore';
import { selectWaits } from './selectWaits';
import { selectWeekRows } from './selectWeekRows';

interface DbSourceHistoryRow {
  first_day: string | null;
  end_day: string | null;
  teams: string[] | null;
  runs: string;
  sum_ms: string;
  zeros: string;
  never_started: string;
  unseen: string;
  parts: (string | null)[];
  person_weeks: string;
}

const ORGANISATION_VERSION = `
  (select extract(epoch from max(greatest(valid_from, coalesce(valid_to, valid_from)))) from organisation_unit),
  (select extract(epoch from max(greatest(valid_from, coalesce(valid_to, valid_from)))) from organisation_member)
`;

export class DatabaseMetricsStore implements MetricsStore {
  static create(knex: Knex): DatabaseMetricsStore {
    return new DatabaseMetricsStore(knex);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async version(): Promise<string> {
    const result = await this.#knex.raw<{ rows: { version: string }[] }>(
      `select concat_ws('/', (select max(changed) from week_change), ${ORGANISATION_VERSION}) as version`,
    );
    return result.rows[0]?.version ?? '';
  }

  async mergeWeeks(): Promise<number> {
    return await mergeWeeks(this.#knex);
  }

  async isUnmerged(before: Day): Promise<boolean> {
    const { rows } = await this.#knex.raw<{ rows: unknown[] }>(
      `select from cell_change where week < ? limit 1`,
      [before],
    );
    return rows.length > 0;
  }

  async inputVersion(metric: MetricId, before: Day): Promise<string> {
    const result = await this.#knex.raw<{ rows: { version: string }[] }>(
      `select concat_ws('/', (select coalesce(max(changed), 0) from week_change where metric = ? and week < ?),
         ${ORGANISATION_VERSION}) as version`,
      [cellsOf(metric), before],
    );
    return result.rows[0]?.version ?? '';
  }

  async hasRevisions(
    metric: MetricId,
    since: { inputVersion: string; before: Day; newSince: Date },
  ): Promise<boolean> {
    const { rows } = await this.#knex.raw<{ rows: unknown[] }>(
      `
      select from week_change c join source s on s.id = c.source_id
      where c.metric = ? and c.week < cast(? as date) and c.changed > cast(split_part(?, '/', 1) as bigint)
        and not s.historical and s.first_received_at is not null and s.first_received_at <= ?
      limit 1
      `,
      [cellsOf(metric), since.before, since.inputVersion, since.newSince],
    );
    return rows.length > 0;
  }

  async weekRows(
    view: CellView,
    options: { before: Day; withPeople: boolean },
  ): Promise<string[]> {
    return await selectWeekRows(
      this.#knex,
      { ...view, metric: cellsOf(view.metric) },
      options,
    );
  }

  async sourceHistory(
    metric: MetricId,
    source: string,
    before: Day,
  ): Promise<SourceHistory | undefined> {
    const result = await this.#knex.raw<{ rows: DbSourceHistoryRow[] }>(
      `with chosen as materialized (
         select c.* from source s join cell c on c.source_id = s.id and c.metric = ? and c.day < ?::date
         where s.name = ?
       )
       select to_char(min(chosen.day), 'YYYY-MM-DD') as first_day,
              to_char((
                select max(day) + 1 from cell
                where source_id = s.id and metric in ('unclosed_ratio', 'outside_share', ?)
              ), 'YYYY-MM-DD') as end_day,
              array_agg(distinct chosen.team_ref) filter (where chosen.team_ref is not null) as teams,
              coalesce(sum(chosen.n), 0) as runs, coalesce(sum(chosen.sum_ms), 0) as sum_ms,
              coalesce(sum(chosen.zeros), 0) as zeros, coalesce(sum(chosen.never_started), 0) as never_started,
              coalesce(sum(chosen.unseen), 0) as unseen,
              array[${Array.from({ length: 6 }, (_, part) => `sum(chosen.parts[${part + 1}])`).join(', ')}] as parts,
              (
                select count(distinct (date_trunc('week', c.day::timestamp), actor))
                from chosen c, unnest(c.actors) as actor
              ) as person_weeks
       from source s left join chosen on true
       where s.name = ?
       group by s.id`,
      [cellsOf(metric), before, source, cellsOf(metric), source],
    );
    const [row] = result.rows;
    if (!row) {
      return undefined;
    }
    const from = row.first_day ?? before;
    return {
      range: { from, to: row.end_day ?? from },
      teams: row.teams ?? [],
      runs: Number(row.runs),
      sumMilliseconds: Number(row.sum_ms),
      zeros: Number(row.zeros),
      neverStarted: Number(row.never_started),
      unseen: Number(row.unseen),
      parts: readParts(row.parts),
      personWeeks: Number(row.person_weeks),
    };
  }

  async exactQuantiles(
    view: CellView,
    selections: readonly CellSelection[],
    quantiles: readonly number[],
  ): Promise<ExactQuantiles[]> {
    const cells = joinSelectedCells(view, selections);
    const result = await this.#knex.raw<{
      rows: { position: number; quantiles: number[]; winsorised: number }[];
    }>(
      `with value as materialized (
         select wanted.position, unnest(c.values_ms) as ms ${cells.sql}
       ), quantile as (
         select position, percentile_cont(?::float8[]) within group (order by ms) as quantiles,
           percentile_cont(array[0.01, 0.99]) within group (order by ms) as edges
         from value group by position
       )
       select position, quantiles, avg(least(greatest(ms, edges[1]), edges[2]))::float8 as winsorised
       from quantile join value using (position) group by position, quantiles`,
      [...cells.bindings, [...quantiles]],
    );
    const answers = selections.map((): ExactQuantiles => ({ values: [] }));
    for (const row of result.rows) {
      answers[row.position] = {
        values: row.quantiles,
        winsorisedMean: row.winsorised,
      };
    }
    return answers;
  }

  async buckets(
    view: CellView,
    selections: readonly CellSelection[],
  ): Promise<Bucket[][]> {
    const cells = selections.every(({ inWeeks }) => inWeeks)
      ? joinSelectedWeeks(view, selections)
      : joinSelectedCells(view, selections);
    const result = await this.#knex.raw<{
      rows: { position: number; index: number; count: string }[];
    }>(
      `with bucket as (
         select wanted.position, unnest(c.bucket_index) as index, unnest(c.bucket_count) as count ${cells.sql}
       )
       select position, index, sum(count) as count from bucket
       group by position, index order by position, index`,
      [...cells.bindings],
    );
    const answers = selections.map((): Bucket[] => []);
    for (const { position, index, count } of result.rows) {
      answers[position]?.push({ index, count: Number(count) });
    }
    return answers;
  }

  waits(
    view: CellView,
    selections: readonly CellSelection[],
    options: { exact: boolean },
  ): Promise<WaitCount[][]> {
    return selectWaits(this.#knex, view, { selections, ...options });
  }
}

/** Trailing positions that no cell fills are cut off. */
function readParts(sums: readonly (string | null)[]): number[] {
  return sums.flatMap(sum => (sum === null ? [] : Number(sum)));
}
