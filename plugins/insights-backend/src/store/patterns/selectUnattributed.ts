import { UnattributedJob } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { attributionTimeSql } from '../attribution/validity';
import { rowsOf } from '../rows';

export interface UnattributedQuery {
  readonly source?: string;
  readonly limit: number;
  readonly offset: number;
}

/**
 * Jobs whose runs no rule gives to a team, those with most runs first.
 *
 * Goes from the decisions that hold now (attribution_team) to their runs (run_subject), so what is attributed costs
 * nothing. Runs whose job nobody has named have no subject and are counted under an empty name.
 */
export async function selectUnattributed(
  knex: Knex,
  query: UnattributedQuery,
): Promise<UnattributedJob[]> {
  const rows = await rowsOf<{
    source: string;
    namespace: string;
    job: string;
    runs: string;
    last_seen_at: Date | null;
    note: string | null;
  }>(
    knex,
    `
    with run_of as (
      select r.source_id, j.namespace, j.name, r.id, ${attributionTimeSql('r')} as at, a.note
      from attribution a
      join attribution_subject s on s.id = a.subject_id
      join job j on j.id = s.job_id
      join run r on r.subject_id = s.id and r.joined_to is null
      where a.team_ref = '' and a.valid_to is null
      union all
      select r.source_id, '', '', r.id, ${attributionTimeSql('r')}, null
      from run r where r.subject_id is null and r.joined_to is null
    )
    select source.name as source, u.namespace, u.name as job, count(*) as runs, max(u.at) as last_seen_at,
      max(u.note) as note
    from run_of u join source on source.id = u.source_id
    where ?::text is null or source.name = ?
    group by 1, 2, 3
    order by runs desc, 1, 2, 3
    limit ? offset ?
    `,
    [query.source ?? null, query.source ?? null, query.limit, query.offset],
  );
  return rows.map(row => ({
    source: row.source,
    namespace: row.namespace,
    job: row.job,
    runs: Number(row.runs),
    ...(row.last_seen_at && { lastSeenAt: row.last_seen_at.toISOString() }),
    ...(row.note !== null && { note: row.note }),
  }));
}

/** How many runs each of these subjects has. */
export async function countRunsOfSubjects(
  knex: Knex,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf<{ subject_id: string; runs: string }>(
    knex,
    `select subject_id, count(*) as runs from run
     where subject_id = any(?::bigint[]) and joined_to is null group by 1`,
    [subjectIds],
  );
  return new Map(rows.map(row => [row.subject_id, Number(row.runs)]));
}
