import type { Knex } from 'knex';
import { jsonRows } from './jsonRows';

/**
 * A table of what holds now, and its history of what held before, each row valid in [valid_from, valid_to). Both have
 * the key and the content; every statement takes any number of rows. The caller holds the evaluation lock, which is
 * why a row that was read is still there and has the same id when it is written.
 */
export interface ChangeLog {
  readonly table: string;
  readonly history: string;
  readonly key: readonly string[];
  /** Columns of both, without key and validity. */
  readonly content: readonly string[];
  /** Columns of the table alone, besides `id`, `valid_from` and `evaluated_at`. */
  readonly extra: readonly string[];
  /** Types of all of them, for `json_to_recordset`. */
  readonly record: string;
}

/** A row as JSON; `id` where it is there already. */
export type LogRow = Readonly<Record<string, unknown>>;

const list = (columns: readonly string[], prefix = '') =>
  columns.map(column => `${prefix}${column}`).join(', ');

const assignments = (columns: readonly string[]) =>
  columns.map(column => `${column} = n.${column}`).join(', ');

/** Only what a statement reads; fewer characters are fewer to take apart. */
const slim = (rows: readonly LogRow[], columns: readonly string[]) =>
  rows.map(row =>
    Object.fromEntries(['id', ...columns].map(column => [column, row[column]])),
  );

/** What was not there before. */
export async function insertRows(
  trx: Knex.Transaction,
  { table, key, content, extra, record }: ChangeLog,
  { rows, at }: { rows: readonly LogRow[]; at: Date },
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const columns = list([...key, ...content, ...extra]);
  await trx.raw(
    `insert into ${table} (${columns}, valid_from, evaluated_at)
     select ${columns}, ?::timestamptz, ?::timestamptz from json_to_recordset(?::json) as n (${record})`,
    [at, at, await jsonRows(rows)],
  );
}

/** Replaces rows and keeps what they said, in one statement. */
export async function changeRows(
  trx: Knex.Transaction,
  { table, history, key, content, extra, record }: ChangeLog,
  { rows, at }: { rows: readonly LogRow[]; at: Date },
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const kept = [...key, ...content];
  const written = [...content, ...extra];
  await trx.raw(
    `with n as materialized (select * from json_to_recordset(?::json) as n (id bigint, ${record})),
     former as (
       insert into ${history} (${list(kept)}, valid_from, valid_to)
       select ${list(kept, 'r.')}, r.valid_from, ?::timestamptz from ${table} r join n on n.id = r.id
     )
     update ${table} r
     set ${assignments(written)}, valid_from = ?::timestamptz, evaluated_at = ?::timestamptz
     from n where r.id = n.id`,
    [await jsonRows(slim(rows, written)), at, at, at],
  );
}

/** Corrects some columns of rows that go on holding. */
export async function amendRows(
  trx: Knex.Transaction,
  { table, record }: ChangeLog,
  {
    rows,
    columns,
    at,
  }: { rows: readonly LogRow[]; columns: readonly string[]; at: Date },
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await trx.raw(
    `update ${table} r set ${assignments(columns)}, evaluated_at = ?::timestamptz
     from json_to_recordset(?::json) as n (id bigint, ${record}) where r.id = n.id`,
    [at, await jsonRows(slim(rows, columns))],
  );
}

/** What no longer applies leaves the table; the history says until when it held. */
export async function endRows(
  trx: Knex.Transaction,
  { table, history, key, content }: ChangeLog,
  { ids, at }: { ids: readonly number[]; at: Date },
): Promise<void> {
  if (ids.length === 0) {
    return;
  }
  const kept = list([...key, ...content]);
  await trx.raw(
    `with gone as (delete from ${table} where id = any(?::bigint[]) returning *)
     insert into ${history} (${kept}, valid_from, valid_to)
     select ${kept}, valid_from, ?::timestamptz from gone`,
    [[...ids], at],
  );
}

/** Ends everything about entities that are no subjects any more; answers how many rows. */
export async function endRowsOfOthers(
  trx: Knex.Transaction,
  log: ChangeLog,
  at: Date,
): Promise<number> {
  const { rows } = await trx.raw<{ rows: { id: number }[] }>(
    `select id::double precision as id from ${log.table} r
     where not exists (select 1 from subject s where s.entity_ref = r.entity_ref)`,
  );
  await endRows(trx, log, { ids: rows.map(({ id }) => id), at });
  return rows.length;
}
