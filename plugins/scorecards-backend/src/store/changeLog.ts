import type { Knex } from 'knex';
import {
  columnArrays,
  type ColumnRow,
  type ColumnTypes,
  fromColumnArrays,
  ofColumn,
} from './columnArrays';

/**
 * A table of what holds now, and its history of what held before, each row valid in [valid_from, valid_to). Both have
 * the key and the content; every statement takes any number of rows. The caller holds the evaluation lock, which is
 * why a row that was read is still there and has the same id when it is written.
 */
export interface ChangeLog {
  readonly table: string;
  readonly history: string;
  readonly key: ColumnTypes;
  /** Columns of both, without key and validity. */
  readonly content: ColumnTypes;
  /** Columns of the table alone, besides `id`, `valid_from` and `evaluated_at`. */
  readonly extra: ColumnTypes;
}

/** A row that is there, and what it says now. */
export interface ChangedRow extends ColumnRow {
  readonly id: number;
  /** What it said until now goes to the history; else the row is corrected and goes on holding. */
  readonly kept: boolean;
}

export interface LogChanges {
  readonly added: readonly ColumnRow[];
  readonly changed: readonly ChangedRow[];
  /** Ids of what no longer applies. */
  readonly ended: readonly number[];
  readonly at: Date;
}

const list = (types: ColumnTypes, prefix = '') =>
  Object.keys(types)
    .map(column => `${prefix}${column}`)
    .join(', ');

/** Writes what changed, in three statements at most. */
export async function writeChanges(
  trx: Knex.Transaction,
  log: ChangeLog,
  { added, changed, ended, at }: LogChanges,
): Promise<void> {
  await endRows(trx, log, { ids: ended, at });
  await insertRows(trx, log, { rows: added, at });
  await changeRows(trx, log, { rows: changed, at });
}

async function insertRows(
  trx: Knex.Transaction,
  { table, key, content, extra }: ChangeLog,
  { rows, at }: { rows: readonly ColumnRow[]; at: Date },
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const types = { ...key, ...content, ...extra };
  const values = Object.keys(types).map(column => ofColumn(column, types));
  await trx.raw(
    `insert into ${table} (${list(types)}, valid_from, evaluated_at)
     select ${values.join(', ')}, ?::timestamptz, ?::timestamptz from ${fromColumnArrays(types)}`,
    [at, at, ...(await columnArrays(rows, types))],
  );
}

/** Replaces rows and keeps what they said where they say something else, in one statement. */
async function changeRows(
  trx: Knex.Transaction,
  { table, history, key, content, extra }: ChangeLog,
  { rows, at }: { rows: readonly ChangedRow[]; at: Date },
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const former = { ...key, ...content };
  const types = { id: 'bigint', kept: 'boolean', ...content, ...extra };
  const assignments = Object.keys({ ...content, ...extra }).map(
    column => `${column} = ${ofColumn(column, types)}`,
  );
  await trx.raw(
    `with n as materialized (select * from ${fromColumnArrays(types)}),
     former as (
       insert into ${history} (${list(former)}, valid_from, valid_to)
       select ${list(former, 'r.')}, r.valid_from, ?::timestamptz from ${table} r join n on n.id = r.id where n.kept
     )
     update ${table} r
     set ${assignments.join(', ')}, evaluated_at = ?::timestamptz,
       valid_from = case when n.kept then ?::timestamptz else r.valid_from end
     from n where r.id = n.id`,
    [...(await columnArrays(rows, types)), at, at, at],
  );
}

/** What no longer applies leaves the table; the history says until when it held. */
async function endRows(
  trx: Knex.Transaction,
  { table, history, key, content }: ChangeLog,
  { ids, at }: { ids: readonly number[]; at: Date },
): Promise<void> {
  if (ids.length === 0) {
    return;
  }
  const kept = list({ ...key, ...content });
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
