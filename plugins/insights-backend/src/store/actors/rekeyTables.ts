import { Knex } from 'knex';
import { STATE_DIGEST } from '../rollups/sequenceState';
import { rowsOf } from '../rows';

/** Columns that hold one hash; '' is nobody. */
const COLUMNS: readonly (readonly [table: string, column: string])[] = [
  ['attribution_subject', 'actor_hash'],
  ['usage_event', 'actor_hash'],
  ['organisation_alias', 'alias_hash'],
  ['organisation_alias', 'actor_hash'],
  ['organisation_member', 'actor_hash'],
  ['actor_resolution', 'from_hash'],
  ['actor_resolution', 'to_hash'],
  ['actor_erased', 'actor_hash'],
  ['dirty_actor', 'actor_hash'],
  ['run_timeline', 'actor_hash'],
  ['loss_day', 'actor_hash'],
];

/** Tables with people, what each contributed, and actors beside them. */
const CELL_TABLES: readonly (readonly [table: string, weights: string])[] = [
  ['cell', 'people_ms'],
  ['cell_offering', 'people_ms'],
  ['cell_component', 'people_ms'],
  ['week_cell', 'weights'],
];

/** Every hash there is in a column; those in JSON alone are met when it is read. */
export async function findHashes(knex: Knex): Promise<Buffer[]> {
  const columns = [
    ...COLUMNS,
    ['run', 'actor_hash'] as const,
    ['run_sequence', 'actor_hash'] as const,
  ].map(
    ([table, column]) =>
      `select distinct ${column} as hash from ${table} where ${column} <> ''`,
  );
  const arrays = [
    ...CELL_TABLES.flatMap(([table]) => [
      [table, 'people'],
      [table, 'actors'],
    ]),
    ['activity_day', 'people'],
  ].map(
    ([table, column]) =>
      `select distinct unnest(${column}) from ${table} where ${column} <> '{}'`,
  );
  const rows = await rowsOf<{ hash: Buffer }>(
    knex,
    `select hash from (${[...columns, ...arrays].join(' union ')}) found`,
  );
  return rows.map(({ hash }) => hash);
}

export async function replaceRekeys(
  tx: Knex,
  rekeys: readonly { readonly from: Buffer; readonly to: Buffer }[],
): Promise<void> {
  await rowsOf(tx, 'delete from actor_rekey');
  await rowsOf(
    tx,
    `insert into actor_rekey (from_hash, to_hash)
     select decode(f, 'hex'), decode(t, 'hex') from unnest(?::text[], ?::text[]) as m (f, t)`,
    [
      rekeys.map(({ from }) => from.toString('hex')),
      rekeys.map(({ to }) => to.toString('hex')),
    ],
  );
}

/** A table that is brought along by `actor_rekey`, some pages of it at a time. Doing it twice changes nothing. */
export interface RekeyedTable {
  readonly name: string;
  readonly table: string;
  /** Rewrites the rows of `t` between two places; bindings: from, to. */
  readonly sql: string;
}

const BETWEEN = `t.ctid >= ?::tid and t.ctid < ?::tid`;

/** Without this a row would be rewritten wherever it is met, always behind, and the table would never end. */
function holdsAny(hashes: string): string {
  return `exists (select from unnest(${hashes}) as p (hash) join actor_rekey k on k.from_hash = p.hash)`;
}

function columnStep([table, column]: readonly [string, string]): RekeyedTable {
  return {
    name: `${table}.${column}`,
    table,
    sql: `update ${table} t set ${column} = k.to_hash from actor_rekey k
      where ${BETWEEN} and k.from_hash = t.${column}`,
  };
}

/** Arrays are kept in the order of their hashes, as a recompute writes them. */
function cellStep([table, weights]: readonly [string, string]): RekeyedTable {
  return {
    name: table,
    table,
    sql: `update ${table} t set
        (people, ${weights}) = (
          select coalesce(array_agg(coalesce(k.to_hash, p.hash) order by coalesce(k.to_hash, p.hash)), '{}'),
            coalesce(array_agg(p.ms order by coalesce(k.to_hash, p.hash)), '{}')
          from unnest(t.people, t.${weights}) as p (hash, ms)
          left join actor_rekey k on k.from_hash = p.hash
        ),
        actors = (
          select coalesce(array_agg(coalesce(k.to_hash, p.hash) order by coalesce(k.to_hash, p.hash)), '{}')
          from unnest(t.actors) as p (hash)
          left join actor_rekey k on k.from_hash = p.hash
        )
      where ${BETWEEN} and ${holdsAny('t.people || t.actors')}`,
  };
}

/**
 * Sequences come before runs: a place in a sequence that was made from the run as it is stays so, any other is made
 * again by the next recompute of its day.
 */
const SEQUENCES: RekeyedTable = {
  name: 'run_sequence',
  table: 'run_sequence',
  sql: `update run_sequence t set actor_hash = k.to_hash,
      state_digest = case when r.actor_hash = k.from_hash and t.state_digest = ${STATE_DIGEST}
        then ${STATE_DIGEST.replace('r.actor_hash', 'k.to_hash')} else '' end
    from actor_rekey k, run r
    where ${BETWEEN} and k.from_hash = t.actor_hash and r.id = t.run_id`,
};

const ACTIVITY: RekeyedTable = {
  name: 'activity_day',
  table: 'activity_day',
  sql: `update activity_day t set people = (
      select coalesce(array_agg(coalesce(k.to_hash, p.hash) order by coalesce(k.to_hash, p.hash)), '{}')
      from unnest(t.people) as p (hash)
      left join actor_rekey k on k.from_hash = p.hash
    )
    where ${BETWEEN} and ${holdsAny('t.people')}`,
};

export const REKEYED_TABLES: readonly RekeyedTable[] = [
  SEQUENCES,
  ...COLUMNS.map(columnStep),
  ...CELL_TABLES.map(cellStep),
  ACTIVITY,
];

/**
 * Brings along the rows of so many pages from one on. Rows that are rewritten go to pages behind, and may be met again
 * there: by then no hash of theirs is in `actor_rekey`.
 *
 * @returns the page to go on with, undefined at the end of the table
 */
export async function rekeyPages(
  tx: Knex,
  { table, sql }: RekeyedTable,
  { from, pages }: { from: number; pages: number },
): Promise<number | undefined> {
  const [size] = await rowsOf<{ pages: string }>(
    tx,
    `select pg_relation_size(?::regclass) / current_setting('block_size')::int as pages`,
    [table],
  );
  if (from >= Number(size?.pages ?? 0)) {
    return undefined;
  }
  await rowsOf(tx, sql, [`(${from},0)`, `(${from + pages},0)`]);
  return from + pages;
}
