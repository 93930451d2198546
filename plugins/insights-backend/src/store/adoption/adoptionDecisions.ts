import { createHash } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import { Knex } from 'knex';
import {
  DecisionEvidence,
  DecisionPlan,
  NewDecision,
} from '../../core/adoption/planDecisions';
import { Day } from '../../core/metrics/windows';
import { rowsOf } from '../rows';
import { PairKey } from './AdoptionStore';

export interface StoredDecision {
  readonly id: string;
  readonly team: string;
  readonly offering: string;
  readonly spell: number;
  readonly date: Day;
  readonly onset: Day;
  readonly decidedOn: Day;
  readonly decidedAt: Date;
  readonly ruleVersion: number;
  readonly digest: string;
  readonly evidence: DecisionEvidence;
  readonly disputedAt?: Date;
  readonly dispute?: { readonly date?: Day };
  readonly voidedAt?: Date;
  readonly voidedBy?: string;
  readonly voidReason?: string;
}

export interface DecisionFilter extends PairKey {
  readonly teams?: readonly string[];
}

export interface VoidedDecision {
  readonly team: string;
  readonly offering: string;
  readonly spell: number;
  readonly by: string;
  readonly reason: string;
  readonly now: Date;
}

interface DbDecision {
  id: string;
  team_ref: string;
  offering_ref: string;
  spell: number;
  adoption_date: string;
  onset: string;
  decided_on: string;
  decided_at: Date;
  rule_version: number;
  digest: string;
  evidence: DecisionEvidence;
  disputed_at: Date | null;
  dispute: { date?: Day } | null;
  voided_at: Date | null;
  voided_by: string | null;
  void_reason: string | null;
}

const DECISION_COLUMNS = `id, team_ref, offering_ref, spell, to_char(adoption_date, 'YYYY-MM-DD') as adoption_date,
  to_char(onset, 'YYYY-MM-DD') as onset, to_char(decided_on, 'YYYY-MM-DD') as decided_on, decided_at, rule_version,
  encode(evidence_digest, 'hex') as digest, evidence, disputed_at, dispute, voided_at, voided_by, void_reason`;

/** Digest of what a decision stands on: the same evidence has the same digest wherever it was computed. */
export function digestOf(decision: NewDecision): string {
  const { date, onset, ruleVersion, evidence } = decision;
  return createHash('sha256')
    .update(JSON.stringify({ date, onset, ruleVersion, evidence }, sortKeys))
    .digest('hex');
}

/** The order in which an object was made must not show in its digest. */
function sortKeys(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    : value;
}

export async function readDecisions(
  knex: Knex,
  where: DecisionFilter = {},
): Promise<StoredDecision[]> {
  const rows = await rowsOf<DbDecision>(
    knex,
    `select ${DECISION_COLUMNS} from adoption_decision
     where (?::text is null or team_ref = ?) and (?::text is null or offering_ref = ?)
       and (?::text[] is null or team_ref = any(?::text[]))
     order by team_ref, offering_ref, spell`,
    [
      where.team ?? null,
      where.team ?? null,
      where.offering ?? null,
      where.offering ?? null,
      where.teams ?? null,
      where.teams ?? null,
    ],
  );
  return rows.map(readDecision);
}

/** Takes, disputes and settles at `now`; one statement a kind. */
export async function applyPlans(
  knex: Knex,
  plans: readonly (DecisionPlan & { team: string; offering: string })[],
  now: Date,
): Promise<void> {
  const take = plans.flatMap(({ team, offering, take: decisions }) =>
    decisions.map(decision => ({
      team,
      offering,
      ...decision,
      digest: digestOf(decision),
    })),
  );
  if (take.length > 0) {
    await knex.raw(
      `with taken as (
         insert into adoption_decision (team_ref, offering_ref, spell, adoption_date, onset, decided_on, rule_version,
           evidence_digest, evidence, decided_at)
         select r.team, r.offering, r.spell, r.date, r.onset, r."decidedOn", r."ruleVersion",
           decode(r.digest, 'hex'), r.evidence, ?
         from jsonb_to_recordset(?::jsonb) as r (team text, offering text, spell int, date date, onset date,
           "decidedOn" date, "ruleVersion" int, digest text, evidence jsonb)
         order by r.team, r.offering, r.spell
         on conflict (team_ref, offering_ref, spell) do nothing
         returning id, adoption_date
       )
       insert into adoption_decision_event (decision_id, kind, at, detail)
       select id, 'decided', ?, jsonb_build_object('date', adoption_date) from taken`,
      [now, JSON.stringify(take), now],
    );
  }
  const dispute = plans.flatMap(plan => plan.dispute);
  if (dispute.length > 0) {
    await knex.raw(
      `with disputed as (
         update adoption_decision d set disputed_at = ?, dispute = jsonb_strip_nulls(jsonb_build_object('date', r.date))
         from jsonb_to_recordset(?::jsonb) as r (id bigint, date date)
         where d.id = r.id and d.disputed_at is null and d.voided_at is null
         returning d.id, d.dispute
       )
       insert into adoption_decision_event (decision_id, kind, at, detail)
       select id, 'disputed', ?, dispute from disputed`,
      [now, JSON.stringify(dispute), now],
    );
  }
  const settle = plans.flatMap(plan => plan.settle);
  if (settle.length > 0) {
    await knex.raw(
      `with settled as (
         update adoption_decision set disputed_at = null, dispute = null
         where id = any(?::bigint[]) and disputed_at is not null returning id
       )
       insert into adoption_decision_event (decision_id, kind, at) select id, 'settled', ? from settled`,
      [settle, now],
    );
  }
}

/** @throws NotFoundError where there is no such decision that is not void */
export async function voidDecision(
  knex: Knex,
  options: VoidedDecision,
): Promise<void> {
  const { team, offering, spell, by, reason, now } = options;
  const rows = await rowsOf<{ id: string }>(
    knex,
    `with voided as (
       update adoption_decision set voided_at = ?, voided_by = ?, void_reason = ?
       where team_ref = ? and offering_ref = ? and spell = ? and voided_at is null returning id
     )
     insert into adoption_decision_event (decision_id, kind, at, by_ref, detail)
     select id, 'voided', ?, ?, jsonb_build_object('reason', ?::text) from voided returning id`,
    [now, by, reason, team, offering, spell, now, by, reason],
  );
  if (rows.length === 0) {
    throw new NotFoundError(
      `There is no adoption decision ${spell} of '${team}' for '${offering}' that could be voided; it may be void already.`,
    );
  }
}

function readDecision(row: DbDecision): StoredDecision {
  return {
    id: row.id,
    team: row.team_ref,
    offering: row.offering_ref,
    spell: row.spell,
    date: row.adoption_date,
    onset: row.onset,
    decidedOn: row.decided_on,
    decidedAt: row.decided_at,
    ruleVersion: row.rule_version,
    digest: row.digest,
    evidence: row.evidence,
    ...(row.disputed_at ? { disputedAt: row.disputed_at } : {}),
    ...(row.dispute ? { dispute: row.dispute } : {}),
    ...(row.voided_at
      ? {
          voidedAt: row.voided_at,
          voidedBy: row.voided_by ?? '',
          voidReason: row.void_reason ?? '',
        }
      : {}),
  };
}
