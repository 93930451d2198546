import { Knex } from 'knex';
import { attributionTimeSql } from '../attribution/validity';

export interface TeamDay {
  /** '' stands for runs no rule gives to a team. */
  readonly team: string;
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
}

/**
 * Marking again raises the generation, so that a recompute under way keeps the mark; the time of the first mark
 * stays, so that a day that is marked all the time does not wait for ever.
 */
export const ON_MARKED_DAY = `
  on conflict (team_ref, day) do update set generation = dirty_day.generation + 1
`;

/** Marks (team, day) for recompute. Rows are locked in key order: two writers cannot deadlock. */
export async function markDays(
  tx: Knex,
  days: readonly TeamDay[],
): Promise<void> {
  if (days.length === 0) {
    return;
  }
  await tx.raw(
    `
    insert into dirty_day (team_ref, day)
    select distinct team_ref, day
    from unnest(cast(? as text[]), cast(? as date[])) as marked (team_ref, day)
    order by team_ref, day
    ${ON_MARKED_DAY}
    `,
    [days.map(({ team }) => team), days.map(({ day }) => day)],
  );
}

/**
 * Marks every (team, day) in which runs count as their rows are now: the days of submission, start, first result and
 * end, for the team decided for the run's time. To be called before and after runs change, in the same transaction.
 */
export async function markDaysOfRuns(
  tx: Knex,
  runIds: readonly string[],
): Promise<void> {
  if (runIds.length === 0) {
    return;
  }
  await tx.raw(
    `
    insert into dirty_day (team_ref, day)
    select distinct coalesce(a.team_ref, ''), (t.at at time zone 'UTC')::date as day
    from run r
    left join attribution a on a.subject_id = r.subject_id
      and a.valid_from <= ${attributionTimeSql('r')}
      and (a.valid_to is null or a.valid_to > ${attributionTimeSql('r')})
    cross join lateral (
      values (r.submitted_at), (r.started_at), (r.first_result_at), (r.ended_at)
    ) as t (at)
    where r.id = any(cast(? as bigint[])) and t.at is not null
    order by 1, 2
    ${ON_MARKED_DAY}
    `,
    [[...runIds]],
  );
}
