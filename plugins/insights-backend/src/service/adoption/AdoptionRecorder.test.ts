import { Knex } from 'knex';
import {
  everyWeek,
  insertAdoptionOrganisation,
  insertUse,
  LANES,
  MAPS,
  QUEUE,
  TINY,
} from '../../__testUtils__/adoptionFixtures';
import { clearTables } from '../../__testUtils__/RunFixtures';
import { databases } from '../../__testUtils__/startInsights';
import { addDays } from '../../core/metrics/windows';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import { migrate } from '../../store/migrate';
import { people } from '../../store/metrics/cellFixtures';
import { AdoptionRecorder } from './AdoptionRecorder';

jest.setTimeout(120_000);

/** Wednesdays; the first week begins on Monday 6 May 2024. */
const FIRST = '2024-05-08';
/** 7 days after the Sunday of the third week. */
const DUE = '2024-06-02';

/** Early in the morning of the day after: the day itself is over. */
function after(day: string): Date {
  return new Date(`${addDays(day, 1)}T01:00:00Z`);
}

describe('AdoptionRecorder', () => {
  let knex: Knex;
  let recorder: AdoptionRecorder;
  let ledger: DatabaseAdoptionLedger;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });

  beforeEach(async () => {
    await clearTables(knex);
    await insertAdoptionOrganisation(knex);
    recorder = new AdoptionRecorder({ knex, peopleFloor: 5 });
    ledger = new DatabaseAdoptionLedger(knex);
  });

  /** Runs the step of each day, as the task does. */
  async function step(first: string, last: string) {
    for (let day = first; day <= last; day = addDays(day, 1)) {
      await recorder.run(after(day));
    }
  }

  const use = (team: string, days: readonly string[], members = 3) =>
    insertUse(
      knex,
      team,
      QUEUE,
      days,
      people(team.replace(/^.*\//, ''), members),
    );

  it('decides 7 days after the third week, not a day earlier, and once', async () => {
    await use(LANES, everyWeek(FIRST, 6));
    await recorder.run(after(addDays(DUE, -1)));
    expect(await ledger.decisions()).toEqual([]);
    await recorder.run(after(DUE));
    await recorder.run(after(addDays(DUE, 1)));
    await recorder.run(after(addDays(DUE, 9)));
    const decisions = await ledger.decisions();
    expect(decisions).toMatchObject([
      {
        team: LANES,
        offering: QUEUE,
        spell: 1,
        date: '2024-05-06',
        onset: '2024-05-06',
        decidedOn: DUE,
        ruleVersion: 1,
        evidence: {
          rule: { cadence: 'week', periods: 3 },
          periods: [
            { first: '2024-05-06', verdict: 'met', activeMembers: 3 },
            { first: '2024-05-13', verdict: 'met' },
            { first: '2024-05-20', verdict: 'met' },
          ],
        },
      },
    ]);
    expect(decisions[0]?.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('begins the onset with the first week of the spell, before the first of the three', async () => {
    // Others of the team were at work, too: one of ten is not enough.
    await insertUse(
      knex,
      LANES,
      '',
      [addDays(FIRST, -13), addDays(FIRST, -7)],
      people('lanes', 10),
    );
    await use(LANES, [addDays(FIRST, -14)], 1);
    await use(LANES, everyWeek(FIRST, 6));
    await recorder.run(after(DUE));
    expect(await ledger.decisions()).toMatchObject([
      { date: '2024-05-06', onset: '2024-04-22' },
    ]);
  });

  it('decides a second spell after it had lapsed', async () => {
    await use(LANES, everyWeek(FIRST, 3));
    await use(LANES, everyWeek('2024-07-03', 4));
    await step('2024-06-01', '2024-06-03');
    await recorder.run(after('2024-08-04'));
    expect(await ledger.decisions()).toMatchObject([
      { spell: 1, date: '2024-05-06' },
      { spell: 2, date: '2024-07-01', onset: '2024-07-01' },
    ]);
  });

  it('disputes what later events contradict, keeps the date, and settles it when they agree again', async () => {
    await use(LANES, everyWeek(FIRST, 6));
    await recorder.run(after(DUE));
    // Runs of an earlier week arrive late: the first of three in a row is another one now.
    await use(LANES, [addDays(FIRST, -7)]);
    await recorder.run(after(addDays(DUE, 1)));
    expect(await ledger.decisions()).toMatchObject([
      { spell: 1, date: '2024-05-06', dispute: { date: '2024-04-29' } },
    ]);
    // They turn out to be another team's.
    await knex('activity_day').where('day', addDays(FIRST, -7)).delete();
    await recorder.run(after(addDays(DUE, 2)));
    const [decision] = await ledger.decisions();
    expect(decision?.disputedAt).toBeUndefined();
    expect(
      (await knex('adoption_decision_event').orderBy('id').select('kind')).map(
        ({ kind }) => kind,
      ),
    ).toEqual(['decided', 'disputed', 'settled']);
  });

  it('disputes a decision whose runs were given to another team, which is decided then', async () => {
    await use(LANES, everyWeek(FIRST, 6));
    await recorder.run(after(DUE));
    await knex('activity_day')
      .where('team_ref', LANES)
      .update({ team_ref: MAPS, computed_at: knex.fn.now() });
    await recorder.run(after(addDays(DUE, 1)));
    expect(await ledger.decisions()).toMatchObject([
      { team: LANES, dispute: {} },
      { team: MAPS, date: '2024-05-06' },
    ]);
  });

  it('never decides a voided spell again', async () => {
    await use(LANES, everyWeek(FIRST, 6));
    await recorder.run(after(DUE));
    await ledger.voidDecision({
      team: LANES,
      offering: QUEUE,
      spell: 1,
      by: 'user:default/jdoe',
      reason: 'a load test',
      now: after(DUE),
    });
    await use(LANES, [addDays(FIRST, -7)]);
    await recorder.run(after(addDays(DUE, 1)));
    expect(await ledger.decisions()).toMatchObject([
      { spell: 1, voidReason: 'a load test' },
    ]);
    expect((await ledger.decisions())[0]?.disputedAt).toBeUndefined();
    await expect(
      ledger.voidDecision({
        team: LANES,
        offering: QUEUE,
        spell: 1,
        by: 'user:default/jdoe',
        reason: 'again',
        now: after(DUE),
      }),
    ).rejects.toThrow('void already');
  });

  it('records each day, and each change once, and takes back what late events undo', async () => {
    await use(LANES, everyWeek(FIRST, 3));
    // The source goes on speaking, of others.
    await use(MAPS, everyWeek(FIRST, 8), 1);
    await step(FIRST, '2024-06-10');
    const told = async () =>
      (await ledger.transitions({ teams: [LANES] })).map(
        each => `${each.day} ${each.status}`,
      );
    const first = await told();
    expect(first).toEqual([
      '2024-05-08 seen-not-declared',
      '2024-05-26 seen-not-declared',
    ]);
    await recorder.run(after('2024-06-21'));
    expect(await told()).toEqual([...first, '2024-06-19 churned']);
    // Use of early June arrives late: it had not lapsed.
    await use(LANES, ['2024-06-05']);
    await recorder.run(after('2024-06-22'));
    expect(await told()).toEqual(first);
    const all = await ledger.transitions({ teams: [LANES], all: true });
    expect(all.filter(({ isRetracted }) => isRetracted)).toMatchObject([
      { day: '2024-06-19', status: 'churned' },
    ]);
    const days = await ledger.snapshots({
      teams: [LANES],
      offering: QUEUE,
      from: FIRST,
      to: '2024-06-22',
    });
    expect(days).toHaveLength(46);
  });

  it('stores nothing that was seen of a team under five', async () => {
    await use(TINY, everyWeek(FIRST, 6), 4);
    await recorder.run(after(DUE));
    const days = await ledger.snapshots({
      teams: [TINY],
      from: FIRST,
      to: DUE,
    });
    expect(days.length).toBeGreaterThan(0);
    expect(new Set(days.map(each => each.observed))).toEqual(
      new Set(['hidden']),
    );
    expect(new Set(days.map(each => each.activeMembers))).toEqual(new Set([0]));
  });

  it('does not rewrite the past when a team moves or loses members', async () => {
    await use(LANES, everyWeek(FIRST, 6));
    await step(DUE, DUE);
    const before = await ledger.snapshots({ from: FIRST, to: DUE });
    await knex('organisation_member')
      .where('unit_ref', LANES)
      .limit(8)
      .update({ valid_to: after(addDays(DUE, 1)) });
    await recorder.run(after(addDays(DUE, 3)), { everything: true });
    expect(await ledger.snapshots({ from: FIRST, to: DUE })).toEqual(before);
    const now = await ledger.snapshots({
      teams: [LANES],
      from: addDays(DUE, 3),
      to: addDays(DUE, 3),
    });
    expect(now).toMatchObject([{ observed: 'hidden' }]);
  });

  it('does the same when it is done again', async () => {
    await use(LANES, everyWeek(FIRST, 6));
    await recorder.run(after(DUE));
    const tables = async () => ({
      decisions: await ledger.decisions(),
      transitions: await ledger.transitions({ all: true }),
      snapshots: await knex('adoption_snapshot').orderBy([
        'day',
        'team_ref',
        'offering_ref',
      ]),
    });
    const before = await tables();
    await recorder.run(after(DUE));
    await recorder.run(after(DUE), { everything: true });
    expect(await tables()).toEqual(before);
  });
});
