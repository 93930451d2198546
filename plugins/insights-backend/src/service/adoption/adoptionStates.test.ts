import { Knex } from 'knex';
import {
  everyWeek,
  insertAdoptionOrganisation,
  insertUse,
  LANES,
  MAPS,
  QUEUE,
  ROOT,
  TINY,
} from '../../__testUtils__/adoptionFixtures';
import { clearTables } from '../../__testUtils__/RunFixtures';
import { databases } from '../../__testUtils__/startInsights';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import { DatabaseAdoptionStore } from '../../store/adoption/DatabaseAdoptionStore';
import { DatabaseStateStore } from '../../store/adoption/DatabaseStateStore';
import { insertUnits, people } from '../../store/metrics/cellFixtures';
import { DatabaseOrganisationReader } from '../../store/metrics/DatabaseOrganisationReader';
import { migrate } from '../../store/migrate';
import { AdoptionCaller, AdoptionService } from '../AdoptionService';

jest.setTimeout(120_000);

const NOW = new Date('2024-07-01T12:00:00Z');
const everybody: AdoptionCaller = {
  visibleUnits: 'all',
  visibleOfferings: 'all',
};

describe('where teams stand', () => {
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });

  const use = async (team: string, members = 6) =>
    await insertUse(
      knex,
      team,
      QUEUE,
      everyWeek('2024-05-08', 8),
      people(team.replace(/^.*\//, ''), members),
    );

  beforeEach(async () => {
    await clearTables(knex);
    await insertAdoptionOrganisation(knex);
    await knex('source').update({ last_received_at: '2024-06-30T00:00:00Z' });
    await use(LANES);
  });

  /** A back end that has just started; which teams' activity it reads is written down. */
  function start({ freshForMilliseconds = 3_000 } = {}) {
    const read: string[] = [];
    const store = DatabaseAdoptionStore.create(knex);
    const activity = store.activity.bind(store);
    store.activity = async (upTo, teams) => {
      read.push(...(teams ?? []));
      return await activity(upTo, teams);
    };
    const adoption = new AdoptionService({
      store,
      states: new DatabaseStateStore(knex),
      ledger: new DatabaseAdoptionLedger(knex),
      organisations: DatabaseOrganisationReader.create(knex),
      peopleFloor: 5,
      freshForMilliseconds,
    });
    const states = async (now = NOW) =>
      Object.fromEntries(
        (await adoption.rows({ offering: QUEUE }, everybody, now)).map(row => [
          row.team.replace(/^.*\//, ''),
          row.observed,
        ]),
      );
    return { adoption, read, states };
  }

  /** Until what is computed behind an answer is there. */
  async function settled(check: () => Promise<void>): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await check();
        return;
      } catch (error) {
        if (attempt === 50) throw error;
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    }
  }

  it('is read after a start, not computed', async () => {
    const before = start();
    const computed = await before.states();
    expect(computed).toMatchObject({
      lanes: 'adopted',
      maps: 'not-applicable',
    });
    expect(before.read).toContain(LANES);
    const after = start();
    expect(await after.states()).toEqual(computed);
    await settled(async () => {
      expect(await after.states(new Date(NOW.getTime() + 5_000))).toEqual(
        computed,
      );
    });
    expect(after.read).toEqual([]);
  });

  it('is computed anew for the team whose activity changed, and for no other; a day that lost all its rows is a change', async () => {
    const { states, read } = start({ freshForMilliseconds: 0 });
    expect(await states()).toMatchObject({ lanes: 'adopted' });
    read.length = 0;
    await use(MAPS, 5);
    expect(await states()).toMatchObject({ lanes: 'adopted', maps: 'adopted' });
    expect(read).toEqual([MAPS]);
    read.length = 0;
    await knex('activity_day').where({ team_ref: LANES }).delete();
    expect(await states()).toMatchObject({
      lanes: 'not-applicable',
      maps: 'adopted',
    });
    expect(read).toEqual([LANES]);
  });

  it('after midnight is that of yesterday until the new day is computed', async () => {
    const { states, adoption } = start();
    await states();
    const tomorrow = new Date('2024-07-02T00:00:05Z');
    expect((await adoption.board(tomorrow)).context.day).toBe('2024-07-01');
    await settled(async () => {
      const { context } = await adoption.board(tomorrow);
      expect(context.day).toBe('2024-07-02');
    });
  });

  it('is what a person has just said', async () => {
    const { adoption } = start();
    const declared = async () =>
      (await adoption.rows({ team: MAPS, offering: QUEUE }, everybody, NOW))[0]
        ?.declared;
    expect(await declared()).toBe('none');
    await knex('declaration').insert({
      team_ref: MAPS,
      offering_ref: QUEUE,
      state: 'evaluating',
      said_by: 'user:default/one',
      said_at: NOW,
    });
    adoption.expire();
    expect(await declared()).toBe('evaluating');
  });

  it('of small teams is told inside the unit above them, where they are two and have five people together', async () => {
    await use(TINY, 4);
    const rowOf = async (team: string, caller = everybody) => {
      const { adoption } = start({ freshForMilliseconds: 0 });
      const rows = await adoption.rows({ team, offering: QUEUE }, caller, NOW);
      return rows[0];
    };
    expect(await rowOf(TINY)).not.toHaveProperty('inside');
    const wee = 'group:default/wee';
    await insertUnits(knex, [
      { ref: wee, parent: ROOT, members: people('wee', 2) },
    ]);
    const tiny = await rowOf(TINY);
    expect(tiny).toMatchObject({
      observed: 'hidden',
      status: 'cannot-tell',
      inside: {
        unit: ROOT,
        teams: 2,
        observed: 'adopted',
        sentence: 'Small teams of autonomy together: in use since 6 May',
      },
    });
    // The same of both, whichever of them it was.
    expect((await rowOf(wee))?.inside).toEqual(tiny?.inside);
    expect(
      await rowOf(TINY, { ...everybody, visibleUnits: new Set([TINY]) }),
    ).not.toHaveProperty('inside');
  });
});
