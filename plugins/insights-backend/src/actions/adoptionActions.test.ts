import { Knex } from 'knex';
import {
  everyWeek,
  insertAdoptionOrganisation,
  insertUse,
  LANES,
  MAPS,
  QUEUE,
  TINY,
} from '../__testUtils__/adoptionFixtures';
import {
  AdoptionPartsOptions,
  startAdoptionActions,
} from '../__testUtils__/adoptionParts';
import { databases } from '../__testUtils__/startInsights';
import { AdoptionRecorder } from '../service/adoption/AdoptionRecorder';
import { migrate } from '../store/migrate';
import { people } from '../store/metrics/cellFixtures';

jest.setTimeout(120_000);

const NOW = new Date('2024-07-01T12:00:00Z');

describe('actions about adoption', () => {
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    await insertAdoptionOrganisation(knex);
    await knex('source').update({ last_received_at: '2024-06-30T00:00:00Z' });
    const weeks = everyWeek('2024-05-08', 8);
    await insertUse(knex, LANES, QUEUE, weeks, people('lanes', 6));
    await insertUse(knex, TINY, QUEUE, weeks, people('tiny', 4));
    await new AdoptionRecorder({ knex, peopleFloor: 5 }).run(NOW);
  });

  const as = async (options: Partial<AdoptionPartsOptions> = {}) =>
    await startAdoptionActions({ knex, now: NOW, ...options });

  it('list what the caller sees in the catalog, and nothing of what a small team does', async () => {
    const ask = await as({ visibleUnits: new Set([LANES, TINY]) });
    const { output } = await ask('list-adoption', { offering: 'queue' });
    expect(output).toMatchObject({
      rows: [
        { team: LANES, observed: 'adopted', adoptionDate: '2024-05-06' },
        { team: TINY, observed: 'hidden', status: 'cannot-tell' },
      ],
      more: 0,
    });
    expect(JSON.stringify(output)).not.toContain(MAPS);
    await expect(
      ask('list-adoption', { offering: 'queue', status: 'in-use' }),
    ).resolves.toMatchObject({ output: { rows: [] } });
  });

  it('explain a date, and nothing of what a small team does', async () => {
    const ask = await as();
    await expect(
      ask('explain-adoption', { team: 'lanes', offering: 'queue' }),
    ).resolves.toMatchObject({
      output: {
        status: 'seen-not-declared',
        why: expect.stringContaining('6 May'),
        thresholds: expect.arrayContaining([
          'Adopted: three weeks in a row with enough use.',
        ]),
      },
    });
    const tiny = await ask('explain-adoption', {
      team: 'tiny',
      offering: 'queue',
    });
    expect(tiny.output).toMatchObject({ status: 'cannot-tell', changes: [] });
    expect(JSON.stringify(tiny.output)).not.toContain('May');
  });

  it.each(['list-adoption', 'explain-adoption'])(
    '%s does not say that there is what the caller cannot see, and says who may ask',
    async action => {
      const blind = await as({ visibleUnits: new Set([MAPS]) });
      const hidden = { team: 'lanes', offering: 'queue' };
      await expect(blind(action, hidden)).rejects.toThrow(
        /no team 'group:default\/lanes'.*that you can see/,
      );
      await expect(
        blind(action, { ...hidden, team: 'nobody' }),
      ).rejects.toThrow(/no team 'group:default\/nobody'.*that you can see/);
      const noOffering = await as({ visibleOfferings: new Set() });
      await expect(noOffering(action, hidden)).rejects.toThrow(
        /no offering 'offering:default\/queue'/,
      );
      const refused = await as({ mayRead: false });
      await expect(refused(action, hidden)).rejects.toThrow(
        /Signed-in members of the organisation can/,
      );
      await expect(
        (await as())(action, { team: 'a/b/c', offering: 'queue' }),
      ).rejects.toThrow(/team/);
    },
  );
});
