import { createHash } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import {
  AdoptionStatus,
  DeclaredState,
  ObservedState,
} from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import {
  DecisionEvidence,
  DecisionPlan,
  NewDecision,
} from '../../core/adoption/planDecisions';
import {
  RecordedTransition,
  Transition,
} from '../../core/adoption/transitions';
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

export interface StoredSnapshot {
  readonly day: Day;
  readonly team: string;
  readonly offering: string;
  readonly eligible: boolean;
  readonly observed: ObservedState;
  readonly unknownCause?: string;
  readonly declared: DeclaredState;
  readonly declaredBy?: string;
  readonly status: AdoptionStatus;
  readonly byPeople: boolean;
  readonly inProduction: boolean;
  readonly activeMembers: number;
  readonly size: number;
}

export interface PairTransition extends Transition {
  readonly team: string;
  readonly offering: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

export interface StoredTransition extends RecordedTransition {
  readonly team: string;
  readonly offering: string;
  readonly recordedAt: Date;
  readonly isRetracted: boolean;
}

export interface StoredStep {
  readonly day: Day;
  readonly takenAt: Date;
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

const BATCH = 5_000;

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

/** The record of adoption: decisions, daily snapshots, transitions, and the steps that made them. */
export class DatabaseAdoptionLedger {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async lastStep(): Promise<StoredStep | undefined> {
    const [row] = await rowsOf<{ day: string; taken_at: Date }>(
      this.#knex,
      `select to_char(max(day), 'YYYY-MM-DD') as day, max(taken_at) as taken_at from adoption_step having count(*) > 0`,
    );
    return row && { day: row.day, takenAt: row.taken_at };
  }

  async steps(): Promise<StoredStep[]> {
    const rows = await rowsOf<{ day: string; taken_at: Date }>(
      this.#knex,
      `select to_char(day, 'YYYY-MM-DD') as day, taken_at from adoption_step order by id`,
    );
    return rows.map(row => ({ day: row.day, takenAt: row.taken_at }));
  }

  async writeStep(step: StoredStep, ruleVersion: number): Promise<void> {
    await this.#knex.raw(
      `insert into adoption_step (day, taken_at, rule_version) values (?::date, ?, ?)`,
      [step.day, step.takenAt, ruleVersion],
    );
  }

  async decisions(
    where: PairKey & { teams?: readonly string[] } = {},
  ): Promise<StoredDecision[]> {
    const rows = await rowsOf<DbDecision>(
      this.#knex,
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
  async applyPlans(
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
      await this.#knex.raw(
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
      await this.#knex.raw(
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
      await this.#knex.raw(
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
  async voidDecision(options: {
    team: string;
    offering: string;
    spell: number;
    by: string;
    reason: string;
    now: Date;
  }): Promise<void> {
    const { team, offering, spell, by, reason, now } = options;
    const rows = await rowsOf<{ id: string }>(
      this.#knex,
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

  async snapshots(where: {
    teams?: readonly string[];
    offering?: string;
    from: Day;
    to: Day;
    /** Only Sundays, the last days of weeks. */
    weekEnds?: boolean;
  }): Promise<StoredSnapshot[]> {
    return await rowsOf<StoredSnapshot>(
      this.#knex,
      `select to_char(day, 'YYYY-MM-DD') as day, team_ref as team, offering_ref as offering, eligible, observed,
         unknown_cause as "unknownCause", declared, declared_by as "declaredBy", status, by_people as "byPeople",
         in_production as "inProduction", active_members as "activeMembers", size
       from adoption_snapshot
       where day between ?::date and ?::date
         and (?::text[] is null or team_ref = any(?::text[]))
         and (?::text is null or offering_ref = ?)
         and (not ?::boolean or extract(isodow from day) = 7)`,
      [
        where.from,
        where.to,
        where.teams ?? null,
        where.teams ?? null,
        where.offering ?? null,
        where.offering ?? null,
        where.weekEnds ?? false,
      ],
    );
  }

  /** Writes the days of some teams as they are known now; what did not change keeps its time and revision. */
  async writeSnapshots(
    snapshots: readonly StoredSnapshot[],
    takenAt: Date,
  ): Promise<void> {
    for (let start = 0; start < snapshots.length; start += BATCH) {
      const rows = snapshots.slice(start, start + BATCH);
      const column = <T>(of: (row: StoredSnapshot) => T) => rows.map(of);
      await rowsOf(
        this.#knex,
        `insert into adoption_snapshot as s (day, team_ref, offering_ref, eligible, observed, unknown_cause, declared,
           declared_by, status, by_people, in_production, active_members, size, taken_at)
         select *, ?::timestamptz from unnest(?::date[], ?::text[], ?::text[], ?::boolean[], ?::text[], ?::text[], ?::text[],
           ?::text[], ?::text[], ?::boolean[], ?::boolean[], ?::int[], ?::int[])
         on conflict (day, team_ref, offering_ref) do update set
           eligible = excluded.eligible, observed = excluded.observed, unknown_cause = excluded.unknown_cause,
           declared = excluded.declared, declared_by = excluded.declared_by, status = excluded.status,
           by_people = excluded.by_people, in_production = excluded.in_production,
           active_members = excluded.active_members, size = excluded.size, taken_at = excluded.taken_at,
           revision = s.revision + 1
         where (s.eligible, s.observed, s.unknown_cause, s.declared, s.declared_by, s.status, s.by_people,
             s.in_production, s.active_members, s.size)
           is distinct from (excluded.eligible, excluded.observed, excluded.unknown_cause, excluded.declared,
             excluded.declared_by, excluded.status, excluded.by_people, excluded.in_production,
             excluded.active_members, excluded.size)`,
        [
          takenAt,
          column(row => row.day),
          column(row => row.team),
          column(row => row.offering),
          column(row => row.eligible),
          column(row => row.observed),
          column(row => row.unknownCause ?? null),
          column(row => row.declared),
          column(row => row.declaredBy ?? null),
          column(row => row.status),
          column(row => row.byPeople),
          column(row => row.inProduction),
          column(row => row.activeMembers),
          column(row => row.size),
        ],
      );
    }
  }

  /** Transitions of some teams that were not retracted, oldest first; with `all` the others too. */
  async transitions(where: {
    teams?: readonly string[];
    offering?: string;
    from?: Day;
    all?: boolean;
  }): Promise<StoredTransition[]> {
    const rows = await rowsOf<DbTransition>(
      this.#knex,
      `select t.id, t.team_ref, t.offering_ref, to_char(t.day, 'YYYY-MM-DD') as day, t.from_observed, t.to_observed,
         t.from_declared, t.to_declared, t.from_status, t.to_status, t.recorded_at, r.id is not null as retracted
       from adoption_transition t
       left join adoption_transition r on r.retracts = t.id
       where t.retracts is null
         and (?::text[] is null or t.team_ref = any(?::text[])) and (?::text is null or t.offering_ref = ?)
         and (?::date is null or t.day >= ?::date) and (?::boolean or r.id is null)
       order by t.day, t.id`,
      [
        where.teams ?? null,
        where.teams ?? null,
        where.offering ?? null,
        where.offering ?? null,
        where.from ?? null,
        where.from ?? null,
        where.all ?? false,
      ],
    );
    return rows.map(readTransition);
  }

  async addTransitions(
    add: readonly PairTransition[],
    retract: readonly StoredTransition[],
    now: Date,
  ): Promise<void> {
    const rows = [
      ...retract.map(each => ({
        ...flat(each),
        evidence: {},
        retracts: each.id,
      })),
      ...add.map(each => ({ ...flat(each), evidence: each.evidence })),
    ];
    for (let start = 0; start < rows.length; start += BATCH) {
      await this.#knex.raw(
        `insert into adoption_transition (team_ref, offering_ref, day, from_observed, to_observed, from_declared,
           to_declared, from_status, to_status, evidence, retracts, recorded_at)
         select r.team, r.offering, r.day, r.from_observed, r.to_observed, r.from_declared, r.to_declared,
           r.from_status, r.to_status, r.evidence, r.retracts, ?
         from jsonb_to_recordset(?::jsonb) as r (team text, offering text, day date, from_observed text,
           to_observed text, from_declared text, to_declared text, from_status text, to_status text, evidence jsonb,
           retracts bigint)`,
        [now, JSON.stringify(rows.slice(start, start + BATCH))],
      );
    }
  }
}

interface DbTransition {
  id: string;
  team_ref: string;
  offering_ref: string;
  day: string;
  from_observed: ObservedState | null;
  to_observed: ObservedState;
  from_declared: DeclaredState | null;
  to_declared: DeclaredState;
  from_status: AdoptionStatus | null;
  to_status: AdoptionStatus;
  recorded_at: Date;
  retracted: boolean;
}

function flat(each: Transition & { team: string; offering: string }) {
  return {
    team: each.team,
    offering: each.offering,
    day: each.day,
    from_observed: each.from?.observed,
    to_observed: each.observed,
    from_declared: each.from?.declared,
    to_declared: each.declared,
    from_status: each.from?.status,
    to_status: each.status,
  };
}

function readTransition(row: DbTransition): StoredTransition {
  return {
    id: row.id,
    team: row.team_ref,
    offering: row.offering_ref,
    day: row.day,
    observed: row.to_observed,
    declared: row.to_declared,
    status: row.to_status,
    ...(row.from_observed && row.from_declared && row.from_status
      ? {
          from: {
            observed: row.from_observed,
            declared: row.from_declared,
            status: row.from_status,
          },
        }
      : {}),
    recordedAt: row.recorded_at,
    isRetracted: row.retracted,
  };
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
