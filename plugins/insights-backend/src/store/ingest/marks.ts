import { Knex } from 'knex';
import { Binding, rowsOf } from '../rows';

/**
 * Two transactions must not pass each other unseen: one that adds runs and marks the days of their team, and one
 * that gives a subject to another team and marks the days of the runs it finds. Ingest holds this lock shared,
 * re-attribution holds it alone, both to the end of their transaction. `insertEvents` takes it, before anything of
 * attribution is read.
 */
export const ATTRIBUTION_LOCK = 0x6d6c6931;

export async function lockAttributionShared(knex: Knex): Promise<void> {
  await rowsOf(knex, 'select pg_advisory_xact_lock_shared(?)', [
    ATTRIBUTION_LOCK,
  ]);
}

export async function lockAttributionExclusive(knex: Knex): Promise<void> {
  await rowsOf(knex, 'select pg_advisory_xact_lock(?)', [ATTRIBUTION_LOCK]);
}

/** A day on which runs of a subject count, or no longer count. */
export interface TouchedDay {
  /** undefined: no subject, hence no team. */
  readonly subjectId?: string;
  readonly day: string;
}

/** Marks days; bindings: subjects and days. What it does is said at `markDirtyDays`. */
export const MARK_DAYS = `
  insert into dirty_day (team_ref, day)
  select distinct coalesce(a.team_ref, ''), t.day
  from unnest(?::bigint[], ?::date[]) as t (subject_id, day)
  left join lateral (select team_ref from attribution where subject_id = t.subject_id offset 0) a on true
  order by 1, 2
  on conflict (team_ref, day) do update set generation = dirty_day.generation + 1`;

export function markBindings(touched: readonly TouchedDay[]): Binding[] {
  return [
    touched.map(item => item.subjectId ?? null),
    touched.map(item => item.day),
  ];
}

/**
 * Marks (team, day) for recomputing: for every team the subject ever had, because which of them a run counts for is
 * decided by the run's own time. The time of the first mark stays, or a busy day would wait for ever. Sorted, so that writers that mark
 * the same days wait for each other instead of deadlocking. Row locks are held until commit: mark last.
 */
export async function markDirtyDays(
  knex: Knex,
  touched: readonly TouchedDay[],
): Promise<void> {
  if (touched.length === 0) {
    return;
  }
  await rowsOf(knex, MARK_DAYS, markBindings(touched), 'insights-mark-days');
}
