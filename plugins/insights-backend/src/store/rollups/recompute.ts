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
 * of the scope; deletes go by the primary keys, which begin with the team and hold the day.
 */
export async function recomputeScope(
  tx: Knex,
  scope: RollupScope,
): Promise<void> {
  const bindings = scopeBindings(scope);
  for (const { table, columns, select } of DERIVED_TABLES) {
    await tx.raw(
      `
      delete from ${table} t using (${markSql}) mark
      where t.team_ref = mark.team_ref and t.day = mark.day
      `,
      bindings,
    );
    await tx.raw(
      `insert into ${table} (${columns}) select ${columns} from (${select(scope)}) computed`,
      bindings,
    );
  }
}
