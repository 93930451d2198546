import { SourceKind } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { MOST_HOLDERS } from '../../core/runs/join/groupMembers';
import { RunState } from '../../core/runs/fold';
import { rowsOf } from '../rows';

/** A row of `run` with what decides about joining it, and where it counts as it is stored. */
export interface MemberRow {
  readonly id: string;
  readonly source: {
    readonly id: number;
    readonly name: string;
    readonly kind: SourceKind;
    readonly historical: boolean;
  };
  readonly runKey: string;
  readonly state: RunState;
  readonly subjectId?: string;
  readonly isJoined: boolean;
  readonly hasTrials: boolean;
  readonly isSplit: boolean;
  /** UTC days of its columns. */
  readonly days: readonly string[];
}

const OWN_IDS = `array[source.kind || ':' || own.run_key, source.name || ':' || own.run_key]`;

/**
 * The ids of all rows that can belong to the same run as one of these: over shared external ids, own ids, and how
 * they are joined now. Of an id that too many go by only so many are read as show that it names nothing.
 *
 * Indexes: run_external_id both ways, run (source_id, run_key), run_joined.
 */
export async function findConnected(
  knex: Knex,
  runIds: readonly string[],
): Promise<string[]> {
  const rows = await rowsOf<{ run_id: string }>(
    knex,
    `with recursive reached (run_id) as (
       select distinct unnest(?::bigint[])
       union
       select next.run_id from reached
       cross join lateral (
         select other.run_id from run_external_id e
         cross join lateral (
           select run_id from run_external_id same where same.external_id = e.external_id limit ${MOST_HOLDERS + 1}
         ) other
         where e.run_id = reached.run_id
         union all
         select owner.id from run_external_id e
         join source on source.name = split_part(e.external_id, ':', 1)
           or (source.kind = split_part(e.external_id, ':', 1) and source.kind in ('openlineage', 'mlflow', 'slurm'))
         join run owner on owner.source_id = source.id
           and owner.run_key = substr(e.external_id, strpos(e.external_id, ':') + 1)
         where e.run_id = reached.run_id and strpos(e.external_id, ':') > 0
         union all
         select claimant.run_id from run own
         join source on source.id = own.source_id
         cross join lateral (
           select run_id from run_external_id e where e.external_id = any(${OWN_IDS}) limit ${MOST_HOLDERS + 1}
         ) claimant
         where own.id = reached.run_id
         union all
         select own.joined_to from run own where own.id = reached.run_id and own.joined_to is not null
         union all
         select own.id from run own where own.joined_to = reached.run_id
       ) next
     )
     select run_id from reached`,
    [runIds],
  );
  return rows.map(row => row.run_id);
}

interface DbMemberRow {
  id: string;
  source_id: number;
  source_name: string;
  kind: SourceKind;
  historical: boolean;
  run_key: string;
  state: RunState;
  subject_id: string | null;
  is_joined: boolean;
  has_trials: boolean;
  is_split: boolean;
  days: string[];
}

/** Reads and locks rows until the transaction ends, in the order of the unique key, the order every writer uses. */
export async function lockMembers(
  tx: Knex,
  runIds: readonly string[],
): Promise<MemberRow[]> {
  const rows = await rowsOf<DbMemberRow>(
    tx,
    `select r.id, r.source_id, source.name as source_name, source.kind, source.historical, r.run_key, r.state,
       r.subject_id, r.has_trials, r.joined_to is not null or r.joined_subjects is not null as is_joined,
       exists (
         select from run_split s where s.source_id = r.source_id and s.run_key = r.run_key
       ) as is_split,
       array(
         select distinct to_char(t.at at time zone 'UTC', 'YYYY-MM-DD')
         from (
           select unnest(array[r.submitted_at, r.started_at, r.first_result_at, r.ended_at, r.heartbeat_at])
           union all
           select unnest(array[a.submitted_at, a.started_at, a.ended_at]) from run_attempt a where a.run_id = r.id
         ) as t (at)
         where t.at is not null
       ) as days
     from run r
     join source on source.id = r.source_id
     where r.id = any(?::bigint[])
     order by r.source_id, r.run_key
     for update of r`,
    [runIds],
  );
  return rows.map(row => ({
    id: row.id,
    source: {
      id: row.source_id,
      name: row.source_name,
      kind: row.kind,
      historical: row.historical,
    },
    runKey: row.run_key,
    state: row.state,
    subjectId: row.subject_id ?? undefined,
    isJoined: row.is_joined,
    hasTrials: row.has_trials,
    isSplit: row.is_split,
    days: row.days,
  }));
}
