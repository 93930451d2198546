import { Knex } from 'knex';
import { ColumnSpec, TableSpec } from './tables';

/** One statement never carries more than this; a catalog of 20,000 components is a few of them. */
const BATCH = 5_000;

export interface RecordChanges {
  readonly put: readonly object[];
  readonly gone: readonly object[];
}

/** The rows of a table that hold now, as records; columns without a value are left out of a record. */
export async function readCurrentRows(
  knex: Knex,
  spec: TableSpec,
): Promise<Record<string, unknown>[]> {
  const { rows } = await knex.raw<{ rows: Record<string, unknown>[] }>(
    `select ${spec.columns.map(readColumn).join(', ')} from ${spec.table} t where t.valid_to is null`,
  );
  return rows.map(row =>
    Object.fromEntries(
      Object.entries(row).filter(([, value]) => value !== null),
    ),
  );
}

/**
 * Closes the current rows of records that changed or went, and adds the rows of those that are new or changed, all
 * at the time of the transaction. The caller holds the lock on versions, so nobody else writes these tables.
 */
export async function writeRecords(
  tx: Knex,
  spec: TableSpec,
  { put, gone }: RecordChanges,
): Promise<void> {
  const dated = await withValidity(tx, spec, put);
  for (const records of batches([...put, ...gone])) {
    await closeRows(tx, spec, records);
  }
  for (const records of batches(dated)) {
    await insertRows(tx, spec, records);
  }
}

/**
 * Asked before anything is written: several new rows of one person are all the first. 'now' as a timestamptz is the
 * time of the transaction.
 */
async function withValidity(
  tx: Knex,
  spec: TableSpec,
  records: readonly object[],
): Promise<object[]> {
  const column = spec.columns.find(each => each.column === spec.knownSince);
  if (!column) {
    return records.map(record => ({ ...record, validFrom: 'now' }));
  }
  const known = new Set<unknown>();
  for (const batch of batches(records)) {
    const { rows } = await tx.raw<{ rows: Record<string, unknown>[] }>(
      `
      select distinct ${readColumn({ ...column, property: 'known' })} from ${spec.table} t
      join json_to_recordset(cast(? as json)) as r (${jsonColumn(column)})
        on t.${column.column} = ${fromJson(column)}
      `,
      [JSON.stringify(batch)],
    );
    rows.forEach(row => known.add(row.known));
  }
  return records.map(record => ({
    ...record,
    validFrom: known.has(valueOf(record, column)) ? 'now' : 'epoch',
  }));
}

async function closeRows(
  tx: Knex,
  spec: TableSpec,
  records: readonly object[],
): Promise<void> {
  const keys = spec.columns.filter(({ column }) => spec.key.includes(column));
  await tx.raw(
    `
    update ${spec.table} t set valid_to = now()
    from json_to_recordset(cast(? as json)) as r (${keys.map(jsonColumn).join(', ')})
    where t.valid_to is null
      and ${keys.map(key => `t.${key.column} = ${fromJson(key)}`).join(' and ')}
    `,
    [JSON.stringify(records)],
  );
}

async function insertRows(
  tx: Knex,
  spec: TableSpec,
  records: readonly object[],
): Promise<void> {
  const { columns } = spec;
  await tx.raw(
    `
    insert into ${spec.table} (${columns.map(({ column }) => column).join(', ')}, valid_from)
    select ${columns.map(fromJson).join(', ')}, cast(r."validFrom" as timestamptz)
    from json_to_recordset(cast(? as json)) as r (${columns.map(jsonColumn).join(', ')}, "validFrom" text)
    `,
    [JSON.stringify(records)],
  );
}

function readColumn({ property, column, type }: ColumnSpec): string {
  const value = type === 'hex' ? `encode(t.${column}, 'hex')` : `t.${column}`;
  return `${value} as "${property}"`;
}

function jsonColumn({ property, type }: ColumnSpec): string {
  return `"${property}" ${type === 'hex' ? 'text' : type}`;
}

function fromJson({ property, type }: ColumnSpec): string {
  return type === 'hex' ? `decode(r."${property}", 'hex')` : `r."${property}"`;
}

function valueOf(record: object, { property }: ColumnSpec): unknown {
  return new Map<string, unknown>(Object.entries(record)).get(property);
}

function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += BATCH) {
    yield items.slice(start, start + BATCH);
  }
}
