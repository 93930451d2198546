import { aggregateSql, sampleSql } from './sampleSql';
import { RollupScope } from './scope';

/** A derived table, and the statement that computes its rows of a scope (bindings: `scopeBindings`). */
export interface DerivedTable {
  readonly table: 'cell' | 'cell_offering' | 'activity_day';
  readonly columns: string;
  readonly select: (scope: RollupScope) => string;
}

const MEASURES = `n, sum_ms, zeros, never_started, values_ms, censored_ms, bucket_index, bucket_count, people, people_ms`;

const CELL_KEYS = `metric, day, team_ref, stage, trigger, run_class, source_id`;

export const CELLS: DerivedTable = {
  table: 'cell',
  columns: `${CELL_KEYS}, ${MEASURES}`,
  select: scope => `${sampleSql(scope)} ${aggregateSql(CELL_KEYS, 'sample')}`,
};

const OFFERING_KEYS = `metric, day, team_ref, offering_ref, trigger, run_class, source_id`;

/** One row per offering and run here, so these cells of a team do not add up to its cells. */
export const OFFERING_CELLS: DerivedTable = {
  table: 'cell_offering',
  columns: `${OFFERING_KEYS}, ${MEASURES}`,
  select: scope => `
    ${sampleSql(scope)},
    sample_offering as (
      select sample.*, o.offering ->> 'offering' as offering_ref
      from sample
      cross join lateral jsonb_array_elements(sample.offerings) as o (offering)
    )
    ${aggregateSql(OFFERING_KEYS, 'sample_offering')}
  `,
};
