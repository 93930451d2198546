import { Knex } from 'knex';
import { bucketValue, GAMMA } from '../../core/metrics/buckets';
import { WaitCount } from '../../core/metrics/kaplanMeier';
import { joinSelectedCells } from './cellSelection';
import { CellSelection, CellView } from './MetricsStore';

interface DbWaitRow {
  position: number;
  /** Milliseconds, or the index of a bucket. */
  length: string;
  ended: string;
  given_up: string;
}

/**
 * Waits that ended and waits that were given up, counted by length. Takes no locks; reads cells by primary key.
 */
export async function selectWaits(
  knex: Knex,
  view: CellView,
  options: { selections: readonly CellSelection[]; exact: boolean },
): Promise<WaitCount[][]> {
  const { selections, exact } = options;
  const cells = joinSelectedCells(view, selections);
  const ended = exact
    ? 'select position, unnest(values_ms)::bigint as length, 1::bigint as ended, 0::bigint as given_up from chosen'
    : 'select position, unnest(bucket_index)::bigint, unnest(bucket_count), 0::bigint from chosen';
  const givenUp = exact
    ? 'select position, unnest(censored_ms)::bigint, 0::bigint, 1::bigint from chosen'
    : `select position, case when ms <= 0 then -1 else ceil(ln(ms::float8) / ln(${GAMMA}::float8)) end::bigint, 0::bigint, 1::bigint
       from (select position, unnest(censored_ms) as ms from chosen) censored`;
  const result = await knex.raw<{ rows: DbWaitRow[] }>(
    `with chosen as materialized (
       select wanted.position, c.values_ms, c.bucket_index, c.bucket_count, c.censored_ms ${cells.sql}
     ), wait (position, length, ended, given_up) as (${ended} union all ${givenUp})
     select position, length, sum(ended) as ended, sum(given_up) as given_up
     from wait group by position, length`,
    [...cells.bindings],
  );
  const answers = selections.map((): WaitCount[] => []);
  for (const row of result.rows) {
    const length = Number(row.length);
    answers[row.position]?.push({
      milliseconds: exact ? length : bucketValue(length),
      ended: Number(row.ended),
      givenUp: Number(row.given_up),
    });
  }
  return answers;
}
