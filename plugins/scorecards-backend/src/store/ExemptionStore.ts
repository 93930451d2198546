import type {
  Exemption,
  ExemptionRow,
  ExemptionState,
  FactVisibility,
} from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import type { ReadScope } from '../service/ReadScope';
import { narrow } from './narrow';

/** By entity, scorecard and check. */
export type ExemptionsOfEntities = ReadonlyMap<
  string,
  ReadonlyMap<string, ReadonlyMap<string, Exemption>>
>;

/** Approved exemptions that have not ended; of several for one check the one that ends last. */
export async function readExemptionsInForce(
  knex: Knex,
  entities: readonly string[] | undefined,
  now: Date,
): Promise<ExemptionsOfEntities> {
  const { rows } = await knex.raw<{
    rows: {
      scorecard_ref: string;
      entity_ref: string;
      check_id: string;
      until: Date;
      reason: string;
    }[];
  }>(
    `select distinct on (scorecard_ref, entity_ref, check_id) scorecard_ref, entity_ref, check_id, until, reason
     from exemption where state = 'approved' and until > ? ${entities ? 'and entity_ref = any(?::text[])' : ''}
     order by scorecard_ref, entity_ref, check_id, until desc`,
    entities ? [now, [...entities]] : [now],
  );
  const found = new Map<string, Map<string, Map<string, Exemption>>>();
  for (const { scorecard_ref, entity_ref, check_id, until, reason } of rows) {
    const ofEntity = found.get(entity_ref) ?? new Map();
    found.set(entity_ref, ofEntity);
    const ofScorecard = ofEntity.get(scorecard_ref) ?? new Map();
    ofEntity.set(scorecard_ref, ofScorecard);
    ofScorecard.set(check_id, { until, reason });
  }
  return found;
}

export interface ExemptionToRequest {
  readonly scorecard: string;
  readonly check: string;
  readonly entity: string;
  readonly kind: string;
  readonly team: string;
  readonly visibility: FactVisibility;
  readonly owner: string;
  readonly reason: string;
  readonly until: Date;
  readonly actor: string;
  readonly at: Date;
}

interface DbExemption {
  id: string;
  scorecard_ref: string;
  check_id: string;
  entity_ref: string;
  team_ref: string;
  owner_ref: string;
  reason: string;
  until: Date;
  state: ExemptionState;
  requested_by: string;
  requested_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  note: string | null;
  history: {
    at: string;
    actor: string;
    action: ExemptionState;
    note: string | null;
    until: string;
  }[];
}

export interface StoredExemption extends ExemptionRow {
  readonly ended: boolean;
}

function fromDbExemption(row: DbExemption, now: Date): StoredExemption {
  return {
    id: row.id,
    scorecard: row.scorecard_ref,
    check: row.check_id,
    entity: row.entity_ref,
    team: row.team_ref || undefined,
    owner: row.owner_ref,
    reason: row.reason,
    until: row.until.toISOString(),
    state: row.state,
    ended: row.state === 'approved' && row.until <= now,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    decidedBy: row.decided_by ?? undefined,
    decidedAt: row.decided_at?.toISOString(),
    note: row.note ?? undefined,
    history: row.history.map(event => ({
      at: new Date(event.at).toISOString(),
      actor: event.actor,
      action: event.action,
      note: event.note ?? undefined,
      until: new Date(event.until).toISOString(),
    })),
  };
}

const COLUMNS = `r.id, r.scorecard_ref, r.check_id, r.entity_ref, r.team_ref, r.owner_ref, r.reason, r.until, r.state,
  r.requested_by, r.requested_at, r.decided_by, r.decided_at, r.note,
  (select json_agg(json_build_object('at', e.at, 'actor', e.actor, 'action', e.action, 'note', e.note, 'until', e.until)
     order by e.id) from exemption_event e where e.exemption_id = r.id) as history`;

/** Stores a request; undefined where one is open already. */
export async function insertExemption(
  trx: Knex.Transaction,
  request: ExemptionToRequest,
): Promise<string | undefined> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `insert into exemption (scorecard_ref, check_id, entity_ref, kind, team_ref, visibility, owner_ref, reason, until,
       state, requested_by, requested_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'requested', ?, ?)
     on conflict (scorecard_ref, entity_ref, check_id) where state = 'requested' do nothing
     returning id`,
    [
      ...[request.scorecard, request.check, request.entity, request.kind],
      ...[request.team, request.visibility, request.owner, request.reason],
      ...[request.until, request.actor, request.at],
    ],
  );
  const id = rows[0]?.id;
  if (id !== undefined) {
    await noteEvent(trx, id, { ...request, action: 'requested' });
  }
  return id;
}

export interface ExemptionDecision {
  readonly action: Exclude<ExemptionState, 'requested'>;
  readonly actor: string;
  readonly at: Date;
  readonly note?: string;
}

/** Answers false where the exemption is no longer in the state the decision was made upon. */
export async function decideExemption(
  trx: Knex.Transaction,
  { id, state, until }: { id: string; state: ExemptionState; until: string },
  { action, actor, at, note }: ExemptionDecision,
): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `update exemption set state = ?, decided_by = ?, decided_at = ?, note = ? where id = ? and state = ?`,
    [action, actor, at, note ?? null, id, state],
  );
  if (rowCount === 0) {
    return false;
  }
  await noteEvent(trx, id, { action, actor, at, note, until: new Date(until) });
  return true;
}

async function noteEvent(
  trx: Knex.Transaction,
  id: string,
  event: {
    action: ExemptionState;
    actor: string;
    at: Date;
    note?: string;
    until: Date;
  },
): Promise<void> {
  await trx.raw(
    `insert into exemption_event (exemption_id, at, actor, action, note, until) values (?, ?, ?, ?, ?, ?)`,
    [id, event.at, event.actor, event.action, event.note ?? null, event.until],
  );
}

export interface ExemptionSelection {
  readonly id?: string;
  readonly entities?: readonly string[];
  readonly scorecards?: readonly string[];
  readonly checks?: readonly string[];
  readonly states?: readonly ExemptionState[];
  readonly after?: readonly string[];
  readonly limit: number;
}

/** One page, newest id last, as far as the caller may see the results they are about. */
export async function selectExemptions(
  knex: Knex,
  scope: ReadScope,
  selection: ExemptionSelection,
): Promise<StoredExemption[]> {
  const { entities, scorecards, checks } = selection;
  const { where, bindings } = narrow(
    scope,
    { entities, scorecards, checks },
    [],
  );
  const conditions = [where];
  if (selection.id !== undefined) {
    conditions.push('r.id = ?');
    bindings.push(selection.id);
  }
  if (selection.states) {
    conditions.push('r.state = any(?::text[])');
    bindings.push([...selection.states]);
  }
  if (selection.after) {
    conditions.push('(r.requested_at, r.id) < (?::timestamptz, ?::uuid)');
    bindings.push(...selection.after);
  }
  const { rows } = await knex.raw<{ rows: DbExemption[] }>(
    `select ${COLUMNS} from exemption r where ${conditions.join(' and ')}
     order by r.requested_at desc, r.id desc limit ?`,
    [...bindings, selection.limit],
  );
  const now = new Date();
  return rows.map(row => fromDbExemption(row, now));
}

/** Tells the teams whose exemptions end within a week, each once. */
export async function exemptionsEnding(
  knex: Knex,
  now: Date,
): Promise<
  { id: string; entity: string; check: string; team: string; until: Date }[]
> {
  const { rows } = await knex.raw<{
    rows: {
      id: string;
      entity: string;
      check: string;
      team: string;
      until: Date;
    }[];
  }>(
    `select id, entity_ref as entity, check_id as check, team_ref as team, until from exemption
     where state = 'approved' and until > ? and until <= ?::timestamptz + interval '7 days' and team_ref <> ''`,
    [now, now],
  );
  return rows;
}
