import { aggregateSql, sampleSql } from './sampleSql';
import { RollupScope } from './scope';

/** A derived table, and how its rows of a scope are computed: `with` clause and query. Bindings: `scopeBindings`. */
export interface DerivedTable {
  readonly table: 'cell' | 'cell_offering' | 'cell_component' | 'activity_day';
  readonly columns: string;
  readonly prelude: (scope: RollupScope) => string;
  readonly query: string;
}

/** Cells of these are written by the losses, from actors' days; a recompute of runs leaves them alone. */
const OF_LOSSES = ['blocked_hours', 'rework_hours', 'handoff_time'];

/** Which rows of a derived table, as `t`, a recompute replaces. */
export function isReplaced({ table }: DerivedTable): string {
  return table === 'activity_day'
    ? 'true'
    : `t.metric not in (${OF_LOSSES.map(metric => `'${metric}'`).join(', ')})`;
}

const MEASURES = `n, sum_ms, zeros, never_started, values_ms, censored_ms, bucket_index, bucket_count, people, people_ms, parts, unseen, actors`;

const CELL_KEYS = `metric, day, team_ref, stage, trigger, run_class, source_id`;

export const CELLS: DerivedTable = {
  table: 'cell',
  columns: `${CELL_KEYS}, ${MEASURES}`,
  prelude: sampleSql,
  query: aggregateSql(CELL_KEYS, 'sample'),
};

const OFFERING_KEYS = `metric, day, team_ref, offering_ref, trigger, run_class, source_id`;

/**
 * One row per offering and run here, so these cells of a team do not add up to its cells. `offering_share` counts the
 * runs on an offering that are in one of its stages.
 */
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
      union all
      select sample.*, o.offering ->> 'offering'
      from (select 'offering_share' as metric, ${[
        'day, team_ref, stage, trigger, run_class, source_id, offerings, component_ref, person, state, value_ms',
        'censored_ms, weight, actor, p1, p2, p3, p4, p5, p6',
      ].join(', ')} from sample where metric = 'outside_share') sample
      cross join lateral jsonb_array_elements(sample.offerings) as o (offering)
      join organisation_offering known
        on known.offering_ref = o.offering ->> 'offering' and known.valid_to is null
        and sample.stage = any(known.stages)
    ) sample_offering`,
  ),
};

const COMPONENT_KEYS = `metric, day, team_ref, component_ref, trigger, run_class, source_id`;

/** Runs of no component are left out. */
export const COMPONENT_CELLS: DerivedTable = {
  table: 'cell_component',
  columns: `${COMPONENT_KEYS}, ${MEASURES}`,
  prelude: sampleSql,
  query: aggregateSql(
    COMPONENT_KEYS,
    `(select * from sample where component_ref <> '') sample_component`,
  ),
};
