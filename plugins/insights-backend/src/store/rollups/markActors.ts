import { Knex } from 'knex';
import { JOIN_TOP } from '../linking/families';
import { inSpans, RollupScope } from './scope';
import { EVALUATES, IN_SEQUENCE, STATE_DIGEST } from './sequenceState';

/** A mark that is set again while its actor is worked on is another one, and stays. */
const ON_MARKED = `on conflict (source_id, actor_hash) do update set marked_at = clock_timestamp()`;

/**
 * Marks the actors whose sequences no longer say what their runs of these days say, and notes when sources began.
 *
 * A run that is as it was when the sequence was made marks nobody: computing a day again ends here. Reads the runs of
 * the days, of all teams; rows are locked in key order.
 */
export async function markChangedActors(
  tx: Knex,
  scope: RollupScope,
): Promise<void> {
  const times = ['r.submitted_at', 'r.started_at', 'r.ended_at']
    .map(column => inSpans(column, scope))
    .join(' or ');
  await tx.raw(
    `
    with touched as materialized (
      select r.* from run r where ${times}
    ),
    now_so as (
      select r.id, r.source_id, r.actor_hash, ${STATE_DIGEST} as digest
      from touched r where ${IN_SEQUENCE}
    ),
    stored as (
      select s.run_id, s.source_id, s.actor_hash, s.state_digest
      from run_sequence s where s.run_id in (select id from touched)
    ),
    evaluating as (
      select above.source_id, above.actor_hash
      from touched r
      join run above on above.source_id = r.source_id and above.run_key = r.parent_key
      join run_sequence s on s.run_id = above.id
      where ${EVALUATES('r')} and not coalesce(s.reaches_evaluation, true)
      union
      select top.source_id, top.actor_hash
      from touched r
      ${JOIN_TOP('top', 'r')}
      join run_sequence s on s.run_id = top.id
      where r.family_key is not null and ${EVALUATES('r')} and not coalesce(s.reaches_evaluation, true)
      union
      select producer.source_id, producer.actor_hash
      from touched r
      join run_edge e on e.consumer_run_id = r.id
      join run producer on producer.id = e.producer_run_id
      join run_sequence s on s.run_id = producer.id
      where ${EVALUATES('r')} and not coalesce(s.reaches_evaluation, true)
    ),
    changed as (
      select n.source_id, n.actor_hash from now_so n
      left join stored s on s.run_id = n.id
      where s.state_digest is distinct from n.digest
      union
      -- whose run it was before
      select s.source_id, s.actor_hash from stored s
      left join now_so n on n.id = s.run_id
      where s.state_digest is distinct from n.digest
      union
      select * from evaluating
    )
    insert into dirty_actor (source_id, actor_hash)
    select source_id, actor_hash from changed order by 1, 2
    ${ON_MARKED}
    `,
  );
  await noteBeginnings(tx, times);
}

/** Where a source turns out to have begun earlier, who is new in it is judged again. */
async function noteBeginnings(tx: Knex, times: string): Promise<void> {
  await tx.raw(
    `
    with earliest as (
      select source_id, min(coalesce(submitted_at, started_at)) as began_at
      from run r
      where (${times}) and coalesce(submitted_at, started_at) is not null
        and joined_to is null and impossible is null
      group by source_id order by source_id
    ),
    earlier as (
      insert into source_beginning as known (source_id, began_at)
      select source_id, began_at from earliest
      on conflict (source_id) do update set began_at = excluded.began_at where excluded.began_at < known.began_at
      returning source_id
    )
    insert into dirty_actor (source_id, actor_hash)
    select distinct s.source_id, s.actor_hash from run_sequence s join earlier using (source_id)
    order by 1, 2
    ${ON_MARKED}
    `,
  );
}
