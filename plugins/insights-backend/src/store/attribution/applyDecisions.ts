import { Knex } from 'knex';
import { lockAttributionExclusive } from '../ingest/marks';
import { DecisionUpdate } from './AttributionStore';
import { attributionTimeSql } from './validity';

const UPDATES = `
  json_to_recordset(cast(? as json)) as u (
    subject_id bigint, decided_at timestamptz, validity text, team_ref text, team_rule text, component_ref text,
    component_rule text, stage text, stage_rule text, offerings jsonb, note text
  )
`;

const DECISION = `team_ref, team_rule, component_ref, component_rule, stage, stage_rule, offerings, note`;

/**
 * Writes decisions and marks what they move, for one transaction.
 *
 * Locks: the attribution lock alone, so that no ingest counts runs for the old team meanwhile; then the rows of
 * `attribution`, then those of `dirty_day` in key order, the order ingest takes them in.
 */
export async function applyDecisions(
  tx: Knex,
  updates: readonly DecisionUpdate[],
): Promise<number> {
  await lockAttributionExclusive(tx);
  const current = await stillCurrent(tx, updates);
  if (current.length === 0) {
    return 0;
  }
  const rows = JSON.stringify(current.map(toRow));
  await markMovedDays(tx, rows);
  await tx.raw(
    `
    update attribution a set (${DECISION}, decided_at) =
      (u.team_ref, u.team_rule, u.component_ref, u.component_rule, u.stage, u.stage_rule, u.offerings, u.note, now())
    from ${UPDATES}
    where a.subject_id = u.subject_id and a.valid_to is null and u.validity <> 'follows'
    `,
    [rows],
  );
  await tx.raw(
    `
    update attribution a set valid_to = now()
    from ${UPDATES}
    where a.subject_id = u.subject_id and a.valid_to is null and u.validity = 'follows'
    `,
    [rows],
  );
  await tx.raw(
    `
    insert into attribution (subject_id, valid_from, ${DECISION})
    select subject_id, now(), ${DECISION} from ${UPDATES} where validity = 'follows'
    `,
    [rows],
  );
  return current.length;
}

/** Those whose row is the one that was read. */
async function stillCurrent(
  tx: Knex,
  updates: readonly DecisionUpdate[],
): Promise<DecisionUpdate[]> {
  const { rows } = await tx.raw<{ rows: { subject_id: string }[] }>(
    `
    select a.subject_id from attribution a
    join ${UPDATES} on a.subject_id = u.subject_id and a.decided_at = u.decided_at
    where a.valid_to is null
    order by a.subject_id
    for update of a
    `,
    [JSON.stringify(updates.map(toRow))],
  );
  const ids = new Set(rows.map(row => row.subject_id));
  return updates.filter(({ subjectId }) => ids.has(subjectId));
}

/**
 * The days of runs whose team, stage or offerings move: for what holds in the past, all runs of the row; for what
 * holds from now on, those of the time after, which are few. Asked before the rows change.
 */
async function markMovedDays(tx: Knex, rows: string): Promise<void> {
  await tx.raw(
    `
    insert into dirty_day (team_ref, day)
    select distinct team.ref, (t.at at time zone 'UTC')::date
    from ${UPDATES}
    join attribution a on a.subject_id = u.subject_id and a.valid_to is null
    join run r on r.subject_id = u.subject_id
      and ${attributionTimeSql('r')} >= case u.validity when 'follows' then now() else a.valid_from end
    cross join lateral (values (a.team_ref), (u.team_ref)) as team (ref)
    cross join lateral (
      values (r.submitted_at), (r.started_at), (r.first_result_at), (r.ended_at)
    ) as t (at)
    where t.at is not null and u.validity <> 'notes'
    order by 1, 2
    on conflict (team_ref, day) do update set generation = dirty_day.generation + 1
    `,
    [rows],
  );
}

function toRow({ subjectId, decidedAt, validity, decision }: DecisionUpdate) {
  return {
    subject_id: subjectId,
    decided_at: decidedAt,
    validity,
    team_ref: decision.team,
    team_rule: decision.teamRule,
    component_ref: decision.component,
    component_rule: decision.componentRule,
    stage: decision.stage,
    stage_rule: decision.stageRule,
    offerings: decision.offerings,
    note: decision.note,
  };
}
