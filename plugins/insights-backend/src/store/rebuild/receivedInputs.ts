import { Knex } from 'knex';
import { rowsOf } from '../rows';

/** What is never rebuilt and does not depend on when something was received; in the order of references. */
const INPUTS = [
  'source',
  'job',
  'attribution_subject',
  'attribution',
  'actor_resolution',
  'run_split',
  'ingest_count',
  'source_hour',
  'organisation_version',
  'organisation_unit',
  'organisation_alias',
  'organisation_member',
  'organisation_component',
  'organisation_offering',
  'organisation_declaration',
  'declaration',
  'not_relevant_confirmation',
] as const;

const PAGE = 1_000;

/** Times between which something was received: (after, until]. */
export interface Received {
  readonly after: Date;
  readonly until: Date;
}

/** Copies the inputs of a rebuild into a migrated, empty database. */
export async function copyInputs(from: Knex, into: Knex): Promise<void> {
  for (const table of INPUTS) {
    await copyRows(from, into, { table, where: 'true', bindings: [] });
  }
}

export async function copyEvents(
  from: Knex,
  into: Knex,
  { after, until }: Received,
): Promise<void> {
  await copyRows(from, into, {
    table: 'event',
    where: 'received_at > ? and received_at <= ?',
    bindings: [after, until],
  });
}

/** @returns the days of their subjects, which have to be computed */
export async function copyUses(
  from: Knex,
  into: Knex,
  { after, until }: Received,
): Promise<{ subjectId: string; day: string }[]> {
  const where = 'received_at > ? and received_at <= ?';
  const bindings = [after, until];
  await copyRows(from, into, { table: 'usage_event', where, bindings });
  return await rowsOf(
    from,
    `select distinct subject_id as "subjectId", to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day
     from usage_event where ${where}`,
    bindings,
  );
}

/** Rows travel as JSON, which keeps every column with its type, microseconds included. */
async function copyRows(
  from: Knex,
  into: Knex,
  rows: { table: string; where: string; bindings: readonly Date[] },
): Promise<void> {
  const { table, where, bindings } = rows;
  // One statement, one snapshot: what is written meanwhile is on no page or on one.
  await from.transaction(async tx => {
    await tx.raw(
      `declare rebuild_rows no scroll cursor for select row_to_json(t)::text as row from ${table} t where ${where}`,
      [...bindings],
    );
    for (;;) {
      const page = await rowsOf<{ row: string }>(
        tx,
        `fetch ${PAGE} from rebuild_rows`,
      );
      if (page.length === 0) {
        return;
      }
      await into.raw(
        `insert into ${table} overriding system value
         select * from json_populate_recordset(null::${table}, ?::json)`,
        [`[${page.map(({ row }) => row).join(',')}]`],
      );
    }
  });
}
