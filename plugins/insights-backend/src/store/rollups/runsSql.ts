import { offeringsSql } from '../attribution/offeringsSql';
import { attributionTimeSql } from '../attribution/validity';
import { inSpans, RollupScope } from './scope';

/** Which rows of `run` metrics may look at: possible, represented by themselves, no cache hit. */
export const RUN_IS_REAL = `
  r.impossible is null and r.joined_to is null and r.outcome is distinct from 'skipped'
`;

/** Speed and outcome metrics use top-level runs. */
export const RUN_COUNTS = `${RUN_IS_REAL} and r.parent_key is null`;

/** Not `state`: it is large, and nothing here reads it. */
const COLUMNS = [
  ...['id', 'source_id', 'run_key', 'job_id', 'actor_hash', 'actor_kind'],
  ...['parent_key', 'committed_at', 'submitted_at', 'started_at'],
  ...['first_result_at', 'ended_at', 'outcome', 'cause', 'trigger'],
  ...['run_class', 'stage_tag', 'gpus', 'attempts', 'has_trials'],
  ...['closed_by', 'heartbeat_at', 'family_key'],
]
  .map(column => `r.${column}`)
  .join(', ');

/** Whole milliseconds of an interval, never rounded up. */
export function milliseconds(from: string, to: string): string {
  return `floor(extract(epoch from (${to} - ${from})) * 1000)::bigint`;
}

export interface RunsOfOptions {
  /** Joins beside `run r`, and columns taken from them, each beginning with a comma. */
  readonly join?: string;
  readonly columns?: string;
}

/**
 * `from` clause of the runs of a scope by their time in `column`: as `r`, each with its day and with the decision that
 * held at its own time. A run without a decision, or without a job to decide about, is team ''.
 *
 * The `offset` keeps the planner from joining marks by day before the team is known: two hundred teams have the same
 * day.
 */
export function runsOf(
  column: string,
  condition: string,
  scope: RollupScope,
  { join = '', columns = '' }: RunsOfOptions = {},
): string {
  return `
    from (
      select ${COLUMNS}, (${column} at time zone 'UTC')::date as day, ${column} as at,
        case when r.actor_kind = 'person' then nullif(r.actor_hash, '') end as person,
        coalesce(a.team_ref, '') as team_ref, a.team_rule, coalesce(a.component_ref, '') as component_ref, a.stage,
        ${offeringsSql('r', 'a')} as offerings ${columns}
      from run r
      ${join}
      left join attribution a on a.subject_id = r.subject_id
        and a.valid_from <= ${attributionTimeSql('r')}
        and (a.valid_to is null or a.valid_to > ${attributionTimeSql('r')})
      where ${inSpans(column, scope)} and ${condition}
      offset 0
    ) r
    join mark using (team_ref, day)
  `;
}
