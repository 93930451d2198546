import { Knex } from 'knex';
import { ACTIVITY } from './activitySql';
import {
  CELLS,
  COMPONENT_CELLS,
  DerivedTable,
  isReplaced,
  OFFERING_CELLS,
} from './cellSql';
import { markChangedActors } from './markActors';
import { markSql, RollupScope, scopeBindings } from './scope';
import { noteCellChanges } from './weekCells';

export const DERIVED_TABLES: readonly DerivedTable[] = [
  CELLS,
  OFFERING_CELLS,
  COMPONENT_CELLS,
  ACTIVITY,
];

/**
 * Replaces what is stored for a scope by what its runs say now. The number of statements does not depend on the size
 * of the scope; deletes go by the primary keys, which begin with team and day, day by day: `offset 0` keeps the
 * planner, which cannot know how few they are, from reading whole tables.
 */
export async function recomputeScope(
  tx: Knex,
  scope: RollupScope,
): Promise<void> {
  const bindings = scopeBindings(scope);
  for (const derived of DERIVED_TABLES) {
    await tx.raw(
      `
      delete from ${derived.table} known using (
        select old.place from (${markSql}) mark cross join lateral (
          select t.ctid as place from ${derived.table} t
          where t.team_ref = mark.team_ref and t.day = mark.day and ${isReplaced(derived)} offset 0
        ) old
      ) old
      where known.ctid = old.place
      `,
      bindings,
    );
  }
  const insert = ({ table, columns, query }: DerivedTable) =>
    `insert into ${table} (${columns}) select ${columns} from (${query}) computed`;
  // all kinds of cells from one reading of the runs
  await tx.raw(
    `
    ${CELLS.prelude(scope)},
    inserted as (${insert(CELLS)}),
    inserted_component as (${insert(COMPONENT_CELLS)})
    ${insert(OFFERING_CELLS)}
    `,
    bindings,
  );
  await tx.raw(`${ACTIVITY.prelude(scope)} ${insert(ACTIVITY)}`, bindings);
  await markChangedActors(tx, scope);
  await noteCellChanges(tx, scope.days);
}
