import { Knex } from 'knex';
import { ACTIVITY } from './activitySql';
import { CELLS, DerivedTable, OFFERING_CELLS } from './cellSql';
import { markSql, RollupScope, scopeBindings } from './scope';

export const DERIVED_TABLES: readonly DerivedTable[] = [
  CELLS,
  OFFERING_CELLS,
  ACTIVITY,
];

/**
 * Replaces what is stored for a scope by what its runs say now. The number of statements does not depend on the size
 * of the scope; deletes go by the primary keys, which begin with team and day.
 */
export async function recomputeScope(
  tx: Knex,
  scope: RollupScope,
): Promise<void> {
  const bindings = scopeBindings(scope);
  for (const { table } of DERIVED_TABLES) {
    await tx.raw(
      `
      delete from ${table} t using (${markSql}) mark
      where t.team_ref = mark.team_ref and t.day = mark.day
      `,
      bindings,
    );
  }
  // both kinds of cells from one reading of the runs
  await tx.raw(
    `
    ${CELLS.prelude(scope)},
    inserted as (
      insert into cell (${CELLS.columns}) select ${CELLS.columns} from (${CELLS.query}) computed
    )
    insert into cell_offering (${OFFERING_CELLS.columns})
    select ${OFFERING_CELLS.columns} from (${OFFERING_CELLS.query}) computed
    `,
    bindings,
  );
  await tx.raw(
    `
    ${ACTIVITY.prelude(scope)}
    insert into activity_day (${ACTIVITY.columns}) select ${ACTIVITY.columns} from (${ACTIVITY.query}) computed
    `,
    bindings,
  );
}
