import {
  AdoptionStatus,
  DeclaredState,
  ObservedState,
} from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { Day } from '../../core/metrics/windows';
import { rowsOf } from '../rows';

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

export interface SnapshotFilter {
  readonly teams?: readonly string[];
  readonly offering?: string;
  readonly from: Day;
  readonly to: Day;
  /** Only Sundays, the last days of weeks. */
  readonly weekEnds?: boolean;
}

const BATCH = 5_000;

export async function readSnapshots(
  knex: Knex,
  where: SnapshotFilter,
): Promise<StoredSnapshot[]> {
  return await rowsOf<StoredSnapshot>(
    knex,
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
export async function writeSnapshots(
  knex: Knex,
  snapshots: readonly StoredSnapshot[],
  takenAt: Date,
): Promise<void> {
  for (let start = 0; start < snapshots.length; start += BATCH) {
    const rows = snapshots.slice(start, start + BATCH);
    const column = <T>(of: (row: StoredSnapshot) => T) => rows.map(of);
    await rowsOf(
      knex,
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
