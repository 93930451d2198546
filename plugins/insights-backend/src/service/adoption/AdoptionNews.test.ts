import { TestDatabases } from '@backstage/backend-test-utils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { Knex } from 'knex';
import {
  everyWeek,
  insertAdoptionOrganisation,
  insertUse,
  LANES,
  MAPS,
  PLATFORM,
  QUEUE,
  SIGNS,
  TINY,
} from '../../__testUtils__/adoptionFixtures';
import { adoptionNews } from '../../__testUtils__/adoptionNews';
import { clearTables } from '../../__testUtils__/RunFixtures';
import { addDays, Day } from '../../core/metrics/windows';
import { migrate } from '../../store/migrate';
import { people } from '../../store/metrics/cellFixtures';
import { AdoptionRecorder } from './AdoptionRecorder';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const FIRST = '2024-05-08';
/** The Sunday of the third week: it is adopted from then on. */
const THIRD = '2024-05-26';

function after(day: Day): Date {
  return new Date(`${addDays(day, 1)}T01:00:00Z`);
}

describe('AdoptionNews', () => {
  let knex: Knex;
  const sent: NotificationSendOptions[] = [];

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });

  beforeEach(async () => {
    sent.length = 0;
    await clearTables(knex);
    await insertAdoptionOrganisation(knex);
  });

  const use = async (team: string, days: readonly Day[], members: number) =>
    await insertUse(
      knex,
      team,
      QUEUE,
      days,
      people(team.replace(/^.*\//, ''), members),
    );

  /** What the task does after each of these days. */
  async function steps(first: Day, last: Day, heard = last): Promise<number> {
    await knex('source').update({ last_received_at: `${heard}T12:00:00Z` });
    const recorder = new AdoptionRecorder({ knex, peopleFloor: 5 });
    let messages = 0;
    for (let day = first; day <= last; day = addDays(day, 1)) {
      const step = await recorder.run(after(day));
      const news = adoptionNews(knex, message => sent.push(message));
      messages += step && !step.isFirst ? await news.tell(step, after(day)) : 0;
    }
    return messages;
  }

  it('tells the provider once, in one message of the kind, however many teams', async () => {
    for (const team of [LANES, MAPS, SIGNS]) {
      await use(team, everyWeek(FIRST, 8), 5);
    }
    expect(await steps(addDays(THIRD, -2), addDays(THIRD, 2))).toBe(1);
    expect(sent).toMatchObject([
      {
        recipients: { type: 'entity', entityRef: PLATFORM },
        payload: {
          title: '3 teams: new adopters of your offerings',
          description:
            'lanes now uses Queue. maps now uses Queue. signs now uses Queue.',
          topic: 'adoption-adopted',
          link: '/offerings/adoption',
        },
      },
    ]);
  });

  it('gives each kind a message and a topic of its own', async () => {
    await use(LANES, everyWeek(FIRST, 8), 5);
    // Last seen 28 days before the day on which Lanes has its three weeks.
    await use(MAPS, everyWeek(addDays(THIRD, -42), 3), 5);
    await steps(addDays(THIRD, -2), addDays(THIRD, 1));
    expect(
      sent.map(({ payload }) => `${payload.topic}: ${payload.title}`).sort(),
    ).toEqual([
      'adoption-adopted: lanes now uses Queue',
      'adoption-lapsed: maps stopped using Queue',
    ]);
  });

  it('tells nothing of a team under five', async () => {
    await use(TINY, everyWeek(FIRST, 8), 4);
    expect(await steps(addDays(THIRD, -2), addDays(THIRD, 2))).toBe(0);
  });

  it.each([
    ['heard last night', 0, 1],
    ['silent for three nights', 3, 0],
  ])(
    'tells %s what a source heard nightly shows, whatever the other sources say',
    async (_, nights, messages) => {
      await use(MAPS, everyWeek(addDays(THIRD, -42), 3), 5);
      const [source] = await knex('source')
        .insert({ name: 'nightly', kind: 'openlineage', historical: false })
        .returning('id');
      await knex('source_hour').insert(
        Array.from({ length: 28 }, (__, night) => ({
          source_id: source.id,
          hour: `${addDays(THIRD, 1 - nights - night)}T02:00:00Z`,
          events: 1,
        })),
      );
      expect(await steps(addDays(THIRD, -2), addDays(THIRD, 1))).toBe(messages);
    },
  );

  it('tells nothing while the source of the offering is silent, and nothing when it speaks again', async () => {
    await use(LANES, everyWeek(FIRST, 4), 5);
    // Nobody is heard of after the fourth week: Lanes did not stop, we stopped hearing.
    expect(await steps('2024-06-10', '2024-07-10', '2024-05-30')).toBe(0);
    await use(LANES, everyWeek('2024-07-11', 1), 5);
    expect(await steps('2024-07-11', '2024-07-13')).toBe(0);
    expect(sent).toEqual([]);
  });
});
