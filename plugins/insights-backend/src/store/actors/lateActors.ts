import { Knex } from 'knex';
import { KnownActor } from '../../core/actors/ActorDirectory';
import { rowsOf } from '../rows';
import { ActorMove, moveActors } from './moveActors';

/**
 * Gives the runs and uses of names that were nobody's to those the organisation knows by them now, and remembers
 * whose they are: events that name them keep the old hash.
 *
 * @returns how many names found their owner
 */
export async function resolveLateActors(knex: Knex): Promise<number> {
  // Asked before any lock is taken: almost always there is nothing.
  if ((await findLate(knex)).length === 0) {
    return 0;
  }
  return await knex.transaction(async tx => {
    const late = await findLate(tx);
    if (late.length > 0) {
      await rowsOf(
        tx,
        `insert into actor_resolution (from_hash, to_hash, kind)
         select decode(f, 'hex'), decode(t, 'hex'), k from unnest(?::text[], ?::text[], ?::text[]) as m (f, t, k)
         order by 1
         on conflict do nothing`,
        [
          late.map(({ from }) => from),
          late.map(({ to }) => to),
          late.map(({ kind }) => kind ?? null),
        ],
      );
      await moveActors(tx, late);
    }
    return late.length;
  });
}

/** Every name that ever found its owner late. */
export async function readResolutions(
  knex: Knex,
): Promise<Map<string, KnownActor>> {
  const rows = await rowsOf<{
    from_hex: string;
    to_hex: string;
    kind: KnownActor['kind'];
  }>(
    knex,
    `select encode(from_hash, 'hex') as from_hex, encode(to_hash, 'hex') as to_hex, kind from actor_resolution`,
  );
  return new Map(
    rows.map(row => [row.from_hex, { actorHash: row.to_hex, kind: row.kind }]),
  );
}

async function findLate(knex: Knex): Promise<ActorMove[]> {
  const rows = await rowsOf<{
    from_hex: string;
    to_hex: string;
    kind: ActorMove['kind'];
  }>(
    knex,
    `select encode(a.alias_hash, 'hex') as from_hex, encode(a.actor_hash, 'hex') as to_hex, a.kind
     from organisation_alias a
     where a.valid_to is null and (
       exists (
         select from run r
         where r.actor_hash = a.alias_hash and r.actor_hash <> '' and r.actor_kind = 'unresolved'
       )
       or exists (select from usage_event u where u.actor_hash = a.alias_hash and u.actor_kind = 'unresolved')
     )
     order by a.alias_hash`,
  );
  return rows.map(row => ({
    from: row.from_hex,
    to: row.to_hex,
    kind: row.kind,
  }));
}
