import { Knex } from 'knex';
import { rowsOf } from '../rows';

/** Longer chains of parents are nobody's way of nesting runs. */
const DEEPEST = 100;

/** Ids of OpenLineage are unique in the world, so a pipeline and the engine it starts may report to sources of their own. */
const scopeOf = (source: string) =>
  `case when ${source}.kind = 'openlineage' then 'openlineage' else ${source}.id::text end`;

const SAME_SCOPE = (a: string, b: string) =>
  `(${a}.id = ${b}.id or (${a}.kind = 'openlineage' and ${b}.kind = 'openlineage'))`;

/** The family that a run heads. */
export const OWN_FAMILY = (run: string, key = `${run}.run_key`) => `
  (select ${scopeOf('scope')} from source scope where scope.id = ${run}.source_id) || ':' || ${key}`;

/** By what the top-level run of a run is known: a scope and a key; the run may be one that nobody has seen. */
export const FAMILY = (run: string) => `
  coalesce(${run}.family_key, ${OWN_FAMILY(run, `coalesce(${run}.parent_key, ${run}.run_key)`)})`;

/** The top-level run by which `child` is known, where its parent is a child itself. */
export const JOIN_TOP = (top: string, child: string) => `
  join source top_source on ${scopeOf('top_source')} = split_part(${child}.family_key, ':', 1)
  join run ${top} on ${top}.source_id = top_source.id
    and ${top}.run_key = substr(${child}.family_key, strpos(${child}.family_key, ':') + 1)`;

/**
 * Finds the top-level run of these runs and of all that are below them, and writes what is not so yet. A function of
 * the rows alone, in whatever order they came. Where parents go round in a circle there is no top: each run stays
 * with the parent it names.
 *
 * Rows that changed are locked in the order of their key. Indexes: run_parent, run_joined, run (source_id, run_key).
 *
 * @returns the runs that now belong to another one
 */
export async function refreshFamilies(
  tx: Knex,
  runIds: readonly string[],
): Promise<string[]> {
  if (!(await haveFamilies(tx, runIds))) {
    return [];
  }
  const rows = await rowsOf<{ id: string }>(
    tx,
    `with recursive below (id, depth) as (
       select coalesce(r.joined_to, r.id), 0 from run r where r.id = any(?::bigint[])
       union
       select child.id, below.depth + 1
       from below
       cross join lateral (
         select own.source_id, own.run_key from run own where own.id = below.id
         union all
         select other.source_id, other.run_key from run other where other.joined_to = below.id
       ) as row
       join source on source.id = row.source_id
       join source as child_source on ${SAME_SCOPE('child_source', 'source')}
       join run child on child.source_id = child_source.id and child.parent_key = row.run_key
       where below.depth <= ${DEEPEST}
     ),
     above (start_id, id, source_id, run_key, parent_key, path, is_broken) as (
       select r.id, r.id, r.source_id, r.run_key, r.parent_key, array[r.id], false
       from (select distinct id from below) as started
       join run r on r.id = started.id
       where r.joined_to is null
       union all
       select above.start_id, up.id, up.source_id, up.run_key, up.parent_key, above.path || up.id,
         up.id = any(above.path) or cardinality(above.path) > ${DEEPEST}
       from above
       cross join lateral (
         select coalesce(parent.joined_to, parent.id) as id
         from (
           select above.source_id
           union all
           select other.source_id from run other where other.joined_to = above.id
         ) as row
         join source on source.id = row.source_id
         join source as parent_source on ${SAME_SCOPE('parent_source', 'source')}
         join run parent on parent.source_id = parent_source.id and parent.run_key = above.parent_key
         order by parent_source.id <> above.source_id, parent_source.name
         limit 1
       ) as parent
       join run up on up.id = parent.id
       where above.parent_key is not null and not above.is_broken
     ),
     top as (
       select distinct on (start_id) start_id, is_broken,
         (select ${scopeOf('scope')} from source scope where scope.id = above.source_id)
           || ':' || coalesce(above.parent_key, above.run_key) as family
       from above
       order by start_id, cardinality(path) desc
     ),
     changed as (
       select r.id, wanted.family_key
       from top
       join run r on r.id = top.start_id
       cross join lateral (
         select case when not top.is_broken
           and top.family <> ${OWN_FAMILY('r', 'coalesce(r.parent_key, r.run_key)')} then top.family end as family_key
       ) as wanted
       where r.family_key is distinct from wanted.family_key
       order by r.source_id, r.run_key
       for update of r
     )
     update run set family_key = changed.family_key from changed where run.id = changed.id
     returning run.id`,
    [runIds],
  );
  return rows.map(({ id }) => id);
}

/** Most runs have neither parent nor child, and finding that out is cheap. */
async function haveFamilies(
  tx: Knex,
  runIds: readonly string[],
): Promise<boolean> {
  const [row] = await rowsOf<{ have: boolean }>(
    tx,
    `select exists (
       select from run r
       cross join lateral (
         select r.source_id, r.run_key, r.parent_key, r.family_key
         union all
         select other.source_id, other.run_key, other.parent_key, other.family_key from run other
         where other.id = r.joined_to or other.joined_to = r.id
       ) as row
       where r.id = any(?::bigint[]) and (
         row.parent_key is not null or row.family_key is not null
         or exists (select from run child where child.source_id = row.source_id and child.parent_key = row.run_key)
       )
     ) as have`,
    [runIds],
  );
  return row?.have ?? false;
}
