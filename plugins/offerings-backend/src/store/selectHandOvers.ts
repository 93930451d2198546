import { Knex } from 'knex';
import { StoredHandOver } from './RegistrationStore';
import { DbHandOver, fromDbHandOver } from './rows';
import { isUuid } from './selectRegistrations';

export async function selectHandOvers(
  knex: Knex | Knex.Transaction,
  filter: {
    ids?: readonly string[];
    registrationIds?: readonly string[];
    /** Either side. */
    teams?: readonly string[];
    pending?: boolean;
  },
): Promise<StoredHandOver[]> {
  const query = knex('hand_over')
    .join('registration', 'registration.id', 'hand_over.registration_id')
    .select<DbHandOver[]>(
      'hand_over.*',
      'registration.entity_ref',
      'registration.title',
    )
    .orderBy('hand_over.asked_at', 'desc')
    .limit(500);
  if (filter.ids) {
    query.whereRaw('hand_over.id = any(?::uuid[])', [
      filter.ids.filter(isUuid),
    ]);
  }
  if (filter.registrationIds) {
    query.whereRaw('hand_over.registration_id = any(?::uuid[])', [
      filter.registrationIds.filter(isUuid),
    ]);
  }
  if (filter.teams) {
    query.whereRaw(
      '(hand_over.to_ref = any(:teams::text[]) or hand_over.from_ref = any(:teams::text[]))',
      { teams: [...filter.teams] },
    );
  }
  if (filter.pending) {
    query.where('hand_over.state', 'pending');
  }
  return (await query).map(fromDbHandOver);
}
