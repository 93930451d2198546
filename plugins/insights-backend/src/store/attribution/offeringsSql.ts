import { attributionTimeSql } from './validity';

/**
 * The offerings of a run as `[{"offering", "rule"}]`: those of its decision, and of a joined run those of the
 * decisions about all its rows, each offering once. `run` is the alias of a row of `run`, `decision` of its row of
 * `attribution`.
 *
 * A run that one source tells of, which is almost every run, costs nothing more than its decision.
 */
export function offeringsSql(run: string, decision: string): string {
  return `
    case when ${run}.joined_subjects is null then coalesce(${decision}.offerings, '[]') else (
      select coalesce(jsonb_agg(used.offering order by used.offering ->> 'offering'), '[]')
      from (
        select distinct on (o.offering ->> 'offering') o.offering
        from attribution other
        cross join lateral jsonb_array_elements(other.offerings) as o (offering)
        where other.subject_id = any(${run}.joined_subjects || ${run}.subject_id)
          and other.valid_from <= ${attributionTimeSql(run)}
          and (other.valid_to is null or other.valid_to > ${attributionTimeSql(run)})
        order by o.offering ->> 'offering', o.offering ->> 'rule'
      ) used
    ) end
  `;
}
