import { Knex } from 'knex';
import { hashActor } from '../../plugins/insights-backend/src/core/actors/ActorKeys';

/** As many as bench/lib/events.ts names. */
const TEAMS = 28;
const PEOPLE = 300;

/**
 * The organisation that the events of bench/ingest name. Written as the catalog would have it read: a drill has no
 * catalog of groups, and an empty one leaves what is known.
 */
export async function seedOrganisation(
  knex: Knex,
  actorKey: string,
): Promise<void> {
  const epoch = new Date(0);
  const unit = (team: number) => `group:default/team-${team}`;
  await knex('organisation_unit').insert(
    Array.from({ length: TEAMS }, (_, team) => ({
      unit_ref: unit(team),
      title: `Team ${team}`,
      type: 'customer-team',
      role: 'customer',
      valid_from: epoch,
    })),
  );
  const people = Array.from({ length: PEOPLE }, (_, index) => ({
    login: hashActor([actorKey], `person-${index}`),
    user: hashActor([actorKey], `user:default/person-${index}`),
    team: unit(index % TEAMS),
  }));
  await knex('organisation_alias').insert(
    people.map(({ login, user }) => ({
      alias_hash: login,
      actor_hash: user,
      kind: 'person',
      valid_from: epoch,
    })),
  );
  await knex('organisation_member').insert(
    people.map(({ user, team }) => ({
      actor_hash: user,
      unit_ref: team,
      valid_from: epoch,
    })),
  );
  await knex('organisation_offering').insert(
    [1, 2].map(number => ({
      offering_ref: `offering:default/trainer-${number}`,
      title: `Trainer ${number}`,
      stages: ['training'],
      telemetry: JSON.stringify([
        { source: 'openlineage', jobName: `job-${number}*` },
      ]),
      valid_from: epoch,
    })),
  );
  await knex('organisation_version').insert({
    digest: Buffer.from('drill'),
    read_at: new Date(),
    decided_at: new Date(),
  });
}
