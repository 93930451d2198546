import { Knex } from 'knex';
import { lockAttributionExclusive } from '../ingest/marks';
import { ON_MARKED_DAY } from '../rollups/markDirty';
import { attributionTimeSql } from '../attribution/validity';
import { rowsOf } from '../rows';

/** From one hash to another; hex. An empty `to` is nobody. */
export interface ActorMove {
  readonly from: string;
  readonly to: string;
  readonly kind?: 'person' | 'shared' | 'service';
}

const MOVES = `
  (select decode(from_hex, 'hex') as from_hash, decode(to_hex, 'hex') as to_hash, kind
   from unnest(?::text[], ?::text[], ?::text[]) as m (from_hex, to_hex, kind)) as move
`;

function bindingsOf(moves: readonly ActorMove[]) {
  return [
    moves.map(({ from }) => from),
    moves.map(({ to }) => to),
    moves.map(({ kind }) => kind ?? null),
  ];
}

const TOUCHED_DAYS = `
  select distinct coalesce(a.team_ref, '') as team_ref, to_char(counted.at at time zone 'UTC', 'YYYY-MM-DD') as day
  from ${MOVES}
  join attribution_subject s on s.actor_hash = move.from_hash
  cross join lateral (
    select ${attributionTimeSql('r')} as decided_at, t.at
    from run r
    cross join lateral (values (r.submitted_at), (r.started_at), (r.first_result_at), (r.ended_at)) as t (at)
    where r.subject_id = s.id and t.at is not null
    union all
    select u.at, u.at from usage_event u where u.subject_id = s.id
  ) counted
  left join attribution a on a.subject_id = s.id
    and a.valid_from <= counted.decided_at and (a.valid_to is null or a.valid_to > counted.decided_at)
`;

/**
 * Gives the runs and uses of some hashes to others: rows, subjects and marks, whatever their number in a fixed number
 * of statements. Subjects are re-decided by the next round of attribution.
 *
 * Locks: the attribution lock alone, so that no ingest looks subjects up meanwhile; marks of days last.
 * Indexes: run (subject_id), attribution_subject_actor.
 */
export async function moveActors(
  tx: Knex,
  moves: readonly ActorMove[],
): Promise<void> {
  const bindings = bindingsOf(moves);
  await lockAttributionExclusive(tx);
  const days = await rowsOf<{ team_ref: string; day: string }>(
    tx,
    TOUCHED_DAYS,
    bindings,
  );
  for (const table of ['run', 'usage_event']) {
    await rowsOf(
      tx,
      `update ${table} t set actor_hash = move.to_hash, actor_kind = move.kind
       from ${MOVES} where t.actor_hash = move.from_hash and t.actor_hash <> ''`,
      bindings,
    );
  }
  await moveSubjects(tx, bindings);
  await rowsOf(
    tx,
    `insert into dirty_day (team_ref, day)
     select team_ref, day from unnest(?::text[], ?::date[]) as m (team_ref, day) order by 1, 2
     ${ON_MARKED_DAY}`,
    [days.map(row => row.team_ref), days.map(row => row.day)],
  );
}

/** A subject takes the new hash; where one with that hash is there already, its runs and uses go over to that. */
async function moveSubjects(
  tx: Knex,
  bindings: ReturnType<typeof bindingsOf>,
): Promise<void> {
  const targets = await rowsOf<{ id: string; target: string; to_hex: string }>(
    tx,
    `select s.id, encode(move.to_hash, 'hex') as to_hex,
       coalesce(same.id, first_value(s.id) over (
         partition by s.job_id, move.to_hash, text_key(variadic array[s.said_team, s.said_component] || s.said_offerings)
         order by s.id
       )) as target
     from ${MOVES}
     join attribution_subject s on s.actor_hash = move.from_hash
     left join attribution_subject same on same.job_id = s.job_id and same.actor_hash = move.to_hash
       and text_key(variadic array[same.said_team, same.said_component] || same.said_offerings)
         = text_key(variadic array[s.said_team, s.said_component] || s.said_offerings)
     order by s.id`,
    bindings,
  );
  const gone = targets.filter(({ id, target }) => id !== target);
  for (const table of ['run', 'usage_event']) {
    await rowsOf(
      tx,
      `update ${table} t set subject_id = m.target
       from unnest(?::bigint[], ?::bigint[]) as m (id, target) where t.subject_id = m.id`,
      [gone.map(row => row.id), gone.map(row => row.target)],
    );
  }
  const kept = targets.filter(({ id, target }) => id === target);
  await rowsOf(
    tx,
    `update attribution_subject s set actor_hash = decode(m.to_hex, 'hex'), created_at = now()
     from unnest(?::bigint[], ?::text[]) as m (id, to_hex) where s.id = m.id`,
    [kept.map(row => row.id), kept.map(row => row.to_hex)],
  );
}
