import { aggregateSql, sampleSql } from './sampleSql';
import { RollupScope } from './scope';

/** A derived table, and how its rows of a scope are computed: `with` clause and query. Bindings: `scopeBindings`. */
export interface DerivedTable {
  readonly table: 'cell' | 'cell_offering' | 'activity_day';
  readonly columns: string;
  readonly prelude: (scope: RollupScope) => string;
  readonly query: string;
}

const MEASURES = `n, sum_ms, zeros, never_started, values_ms, censored_ms, bucket_index, bucket_count, people, people_ms`;

const CELL_KEYS = `metric, day, team_ref, stage, trigger, run_class, source_id`;

export const CELLS: DerivedTable = {
  table: 'cell',
  columns: `${CELL_KEYS}, ${MEASURES}`,
  prelude: sampleSql,
  query: aggregateSql(CELL_KEYS, 'sample'),
};

const OFFERING_KEYS = `metric, day, team_ref, offering_ref, trigger, run_class, source_id`;

/** One row per offering and run here, so these cells of a team do not add up to its cells. */
export const OFFERING_CELLS: DerivedTable = {
  table: 'cell_offering',
  columns: `${OFFERING_KEYS}, ${MEASURES}`,
  prelude: sampleSql,
  query: aggregateSql(
    OFFERING_KEYS,
    `(
      select sample.*, o.offering ->> 'offering' as offering_ref
      from sample
      cross join lateral jsonb_array_elements(sample.offerings) as o (offering)
    ) sample_offering`,
  ),
};
