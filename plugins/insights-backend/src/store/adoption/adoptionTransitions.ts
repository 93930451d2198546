import {
  AdoptionStatus,
  DeclaredState,
  ObservedState,
} from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import {
  RecordedTransition,
  Transition,
} from '../../core/adoption/transitions';
import { Day } from '../../core/metrics/windows';
import { rowsOf } from '../rows';

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

export interface TransitionFilter {
  readonly teams?: readonly string[];
  readonly offering?: string;
  readonly from?: Day;
  readonly all?: boolean;
}

const BATCH = 5_000;

/** Transitions of some teams that were not retracted, oldest first; with `all` the others too. */
export async function readTransitions(
  knex: Knex,
  where: TransitionFilter,
): Promise<StoredTransition[]> {
  const rows = await rowsOf<DbTransition>(
    knex,
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

export async function addTransitions(
  knex: Knex,
  {
    add,
    retract,
    now,
  }: {
    add: readonly PairTransition[];
    retract: readonly StoredTransition[];
    now: Date;
  },
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
    await knex.raw(
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
