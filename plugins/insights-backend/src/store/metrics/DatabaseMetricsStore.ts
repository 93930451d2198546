import { Knex } from 'knex';
import { MetricId } from '@mli/plugin-insights-common';
import { Bucket } from '../../core/metrics/buckets';
import { WaitCount } from '../../core/metrics/kaplanMeier';
import { Day } from '../../core/metrics/windows';
import { joinSelectedCells } from './cellSelection';
import {
  CellSelection,
  CellView,
  MetricsStore,
  SourceHistory,
  StoredOfferingWeek,
  StoredWeek,
} from './MetricsStore';
import { selectWaits } from './selectWaits';
import { selectWeeks } from './selectWeeks';

interface DbSourceHistoryRow {
  first_day: string | null;
  end_day: string | null;
  teams: string[] | null;
  runs: string;
  sum_ms: string;
  zeros: string;
  never_started: string;
}

export class DatabaseMetricsStore implements MetricsStore {
  static create(knex: Knex): DatabaseMetricsStore {
    return new DatabaseMetricsStore(knex);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async version(): Promise<string> {
    const result = await this.#knex.raw<{ rows: { version: string }[] }>(`
      select concat_ws('/',
        (select extract(epoch from max(computed_at)) from cell),
        (select extract(epoch from max(computed_at)) from cell_offering),
        (select extract(epoch from max(greatest(valid_from, coalesce(valid_to, valid_from)))) from organisation_unit),
        (select extract(epoch from max(greatest(valid_from, coalesce(valid_to, valid_from)))) from organisation_member)
      ) as version`);
    return result.rows[0]?.version ?? '';
  }

  async weeks(
    view: CellView,
    options: { before: Day; withPeople: boolean },
  ): Promise<StoredWeek[]> {
    const rows = await selectWeeks(this.#knex, view, {
      ...options,
      table: 'cell',
    });
    return rows.map(({ parts: [stage = '', source = ''], ...row }) => ({
      ...row,
      stage,
      source,
    }));
  }

  async offeringWeeks(
    view: CellView,
    options: { before: Day; withPeople: boolean },
  ): Promise<StoredOfferingWeek[]> {
    const rows = await selectWeeks(this.#knex, view, {
      ...options,
      table: 'cell_offering',
    });
    return rows.map(({ parts: [offering = ''], ...row }) => ({
      ...row,
      offering,
    }));
  }

  async sourceHistory(
    metric: MetricId,
    source: string,
  ): Promise<SourceHistory | undefined> {
    const result = await this.#knex.raw<{ rows: DbSourceHistoryRow[] }>(
      `select to_char(min(c.day), 'YYYY-MM-DD') as first_day,
              to_char(max(c.day) + 1, 'YYYY-MM-DD') as end_day,
              array_agg(distinct c.team_ref) filter (where c.team_ref is not null) as teams,
              coalesce(sum(c.n), 0) as runs, coalesce(sum(c.sum_ms), 0) as sum_ms,
              coalesce(sum(c.zeros), 0) as zeros, coalesce(sum(c.never_started), 0) as never_started
       from source s left join cell c on c.source_id = s.id and c.metric = ?
       where s.name = ?
       group by s.id`,
      [metric, source],
    );
    const [row] = result.rows;
    if (!row) {
      return undefined;
    }
    const today = new Date().toISOString().slice(0, 10);
    return {
      range: { from: row.first_day ?? today, to: row.end_day ?? today },
      teams: row.teams ?? [],
      runs: Number(row.runs),
      sumMilliseconds: Number(row.sum_ms),
      zeros: Number(row.zeros),
      neverStarted: Number(row.never_started),
    };
  }

  async exactQuantiles(
    view: CellView,
    selections: readonly CellSelection[],
    quantiles: readonly number[],
  ): Promise<number[][]> {
    const cells = joinSelectedCells(view, selections);
    const result = await this.#knex.raw<{
      rows: { position: number; quantiles: number[] }[];
    }>(
      `with value as (
         select wanted.position, unnest(c.values_ms) as ms ${cells.sql}
       )
       select position, percentile_cont(?::float8[]) within group (order by ms) as quantiles
       from value group by position`,
      [...cells.bindings, [...quantiles]],
    );
    const answers = selections.map((): number[] => []);
    for (const row of result.rows) {
      answers[row.position] = row.quantiles;
    }
    return answers;
  }

  async buckets(
    view: CellView,
    selections: readonly CellSelection[],
  ): Promise<Bucket[][]> {
    const cells = joinSelectedCells(view, selections);
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
