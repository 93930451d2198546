import { databases } from '../__testUtils__/startInsights';
import { DatabaseQuarantineStore } from './DatabaseQuarantineStore';
import { DatabaseSourceStore } from './DatabaseSourceStore';
import { migrate } from './migrate';

jest.setTimeout(60_000);

describe('DatabaseQuarantineStore', () => {
  it('pages newest first, and forgets what nobody fixed in time', async () => {
    const knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    const source = await DatabaseSourceStore.create(knex).findOrCreate({
      name: 'one',
      kind: 'file',
      historical: true,
    });
    const store = DatabaseQuarantineStore.create(knex);
    const row = (eventId: string, days: number) => ({
      source_id: source.id,
      event_id: eventId,
      body_hash: Buffer.from('00', 'hex'),
      reason: eventId === 'c' ? 'future' : 'too-old',
      detail: 'why',
      body: Buffer.from('sealed'),
      expires_at: knex.raw(`now() + make_interval(days => ?)`, [days]),
    });
    await knex('quarantine').insert([
      row('a', 1),
      row('b', 1),
      row('c', 1),
      row('expired', -1),
    ]);
    const idsOf = async (filter: { reason?: string; beforeId?: string }) =>
      (await store.list({ ...filter, limit: 2 })).map(item => item.eventId);

    expect(await idsOf({})).toEqual(['c', 'b']);
    const [, last] = await store.list({ limit: 2 });
    expect(await idsOf({ beforeId: last?.id })).toEqual(['a']);
    expect(await idsOf({ reason: 'future' })).toEqual(['c']);
    expect(await store.deleteExpired()).toBe(1);
    expect(await knex('quarantine')).toHaveLength(3);
  });
});
