import { Server } from 'node:http';
import fc from 'fast-check';
import { Knex } from 'knex';
import request from 'supertest';
import { adoptionNews } from '../../__testUtils__/adoptionNews';
import { clearTables } from '../../__testUtils__/RunFixtures';
import { startAdoptionActions } from '../../__testUtils__/adoptionParts';
import { startAnswers } from '../../__testUtils__/startAnswers';
import { databases } from '../../__testUtils__/startInsights';
import { addDays, Day } from '../../core/metrics/windows';
import { migrate } from '../../store/migrate';
import {
  insertSources,
  insertUnits,
  people,
  personHash,
} from '../../store/metrics/cellFixtures';
import { AdoptionRecorder, RecordedStep } from './AdoptionRecorder';

jest.setTimeout(300_000);

const MONDAY = '2024-04-01';
const WEEKS = 12;
const NOW = new Date('2024-06-30T02:00:00Z');
const OFFERINGS = ['offering:default/queue', 'offering:default/store'];

interface Use {
  readonly team: number;
  readonly offering: number;
  readonly week: number;
  readonly weekday: number;
  readonly members: number;
  /** Whose members they are; absent: of the team. */
  readonly of?: number;
  /** Weeks between the day and when it was heard of. */
  readonly late: number;
}

const use = fc.record<Use>({
  team: fc.nat(3),
  offering: fc.nat(1),
  week: fc.nat(WEEKS - 1),
  weekday: fc.nat(6),
  members: fc.integer({ min: 1, max: 6 }),
  late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 })),
});

function refOf(team: number): string {
  return `group:default/team-${team}`;
}

async function insertOrganisation(
  knex: Knex,
  sizes: readonly number[],
): Promise<void> {
  await clearTables(knex);
  await insertSources(knex, { local: 'openlineage' });
  await knex('source').update({ last_received_at: NOW });
  await insertUnits(knex, [
    { ref: 'group:default/root', role: 'other' },
    ...sizes.map((size, team) => ({
      ref: refOf(team),
      parent: 'group:default/root',
      members: people(`team-${team}`, size),
    })),
  ]);
  await knex('organisation_offering').insert(
    OFFERINGS.map(ref => ({
      offering_ref: ref,
      title: ref,
      stages: ['training'],
      telemetry: JSON.stringify([{ source: 'openlineage' }]),
      audience: JSON.stringify(
        ref.endsWith('store') ? { activeIn: ['training'] } : {},
      ),
      valid_from: 'epoch',
    })),
  );
}

function dayOfUse({ week, weekday }: Use): Day {
  return addDays(MONDAY, 7 * week + weekday);
}

/** Writes what is known of days as the roll-up does: whole rows, computed when they were heard of. */
async function hear(
  knex: Knex,
  uses: readonly Use[],
  computedAt: Date,
): Promise<void> {
  const rows = new Map<string, Set<string>>();
  for (const each of uses) {
    const members = people(`team-${each.of ?? each.team}`, each.members);
    for (const offering of [OFFERINGS[each.offering] ?? '', '']) {
      const key = JSON.stringify([refOf(each.team), offering, dayOfUse(each)]);
      const known = rows.get(key) ?? new Set();
      members.forEach(member => known.add(member));
      rows.set(key, known);
    }
  }
  for (const [key, members] of rows) {
    const [team, offering, day] = JSON.parse(key);
    await knex('activity_day')
      .insert({
        team_ref: team,
        offering_ref: offering,
        day,
        people: [...members].sort().map(personHash),
        human_runs: members.size,
        rules: ['offering-telemetry'],
        computed_at: computedAt,
      })
      .onConflict(['team_ref', 'day', 'offering_ref'])
      .merge();
    await knex('ingest_count')
      .insert({ source_id: 1, day, status: 'accepted', count: 1 })
      .onConflict(['source_id', 'day', 'status', 'reason'])
      .ignore();
  }
}

async function record(knex: Knex) {
  const pick = async (table: string, columns: string[], order: string[]) =>
    await knex(table).select(columns).orderBy(order);
  return {
    decisions: await pick(
      'adoption_decision',
      [
        'team_ref',
        'offering_ref',
        'spell',
        'adoption_date',
        'onset',
        'decided_on',
        'evidence_digest',
        'dispute',
        'decided_at',
      ],
      ['team_ref', 'offering_ref', 'spell'],
    ),
    snapshots: await pick(
      'adoption_snapshot',
      [
        'day',
        'team_ref',
        'offering_ref',
        'observed',
        'declared',
        'status',
        'active_members',
        'size',
      ],
      ['day', 'team_ref', 'offering_ref'],
    ),
    transitions: (
      await knex('adoption_transition as t')
        .leftJoin('adoption_transition as r', 'r.retracts', 't.id')
        .whereNull('r.id')
        .whereNull('t.retracts')
        .select(
          't.day',
          't.team_ref',
          't.offering_ref',
          't.from_status',
          't.to_status',
        )
        .orderBy(['t.team_ref', 't.offering_ref', 't.day'])
    ).map(row => JSON.stringify(row)),
  };
}

describe('the record of adoption', () => {
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });

  it('is the same when it is rebuilt from scratch, replayed by receipt time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(use, { minLength: 5, maxLength: 60 }),
        async uses => {
          // What is heard in a week, in the order of weeks; the step of a week comes after its last day.
          const heardBy = (week: number) =>
            uses.filter(each => each.week + each.late <= week);
          const stepAt = (week: number) =>
            new Date(`${addDays(MONDAY, 7 * week + 8)}T02:00:00Z`);
          const play = async (everything: boolean) => {
            await insertOrganisation(knex, [8, 6, 5, 4]);
            const recorder = new AdoptionRecorder({ knex, peopleFloor: 5 });
            for (let week = 0; week < WEEKS; week++) {
              const news = heardBy(week).filter(
                each => each.week + each.late === week,
              );
              const touched = new Set(
                news.map(each => `${each.team} ${dayOfUse(each)}`),
              );
              await hear(
                knex,
                heardBy(week).filter(each =>
                  touched.has(`${each.team} ${dayOfUse(each)}`),
                ),
                new Date(stepAt(week).getTime() - 1),
              );
              await recorder.run(stepAt(week), { everything });
            }
            return await record(knex);
          };
          // Live, only what changed is looked at; a rebuild looks at everything in every step.
          expect(await play(false)).toEqual(await play(true));
        },
      ),
      { numRuns: 4, endOnFailure: true },
    );
  });

  it('tells of hidden teams nothing, or what they do together: in rows, lists, funnel, trend, export, order, actions and messages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 8 }), {
          minLength: 4,
          maxLength: 4,
        }),
        fc.array(use, { maxLength: 40 }),
        fc.array(use, { maxLength: 40 }),
        async (sizes, some, others) => {
          const isHidden = ({ team }: Use) => (sizes[team] ?? 0) < 5;
          const hiddenTeams = sizes.flatMap((size, team) =>
            size < 5 ? [team] : [],
          );
          const together = hiddenTeams.reduce(
            (sum, team) => sum + (sizes[team] ?? 0),
            0,
          );
          const isFolded = hiddenTeams.length >= 2 && together >= 5;
          const seenBy = async (hidden: readonly Use[]) => {
            await insertOrganisation(knex, sizes);
            // The source is heard of on the same days, whoever was active.
            await hear(knex, [...some, ...others], NOW);
            await knex('activity_day').delete();
            await hear(
              knex,
              [...some.filter(each => !isHidden(each)), ...hidden],
              NOW,
            );
            return await everythingTold(knex);
          };
          const did = some.filter(isHidden);
          // Of teams that are told about together, which one of them it was makes no difference; else nothing does.
          const instead = isFolded
            ? did.map(each => ({
                ...each,
                of: each.team,
                team:
                  hiddenTeams[
                    (hiddenTeams.indexOf(each.team) + 1) % hiddenTeams.length
                  ] ?? each.team,
              }))
            : others.filter(isHidden);
          expect(await seenBy(did)).toEqual(await seenBy(instead));
        },
      ),
      { numRuns: 5, endOnFailure: true },
    );
  });
});

/** What is written to providers about the step that has just been taken. */
async function messagesOf(
  knex: Knex,
  step: RecordedStep | undefined,
): Promise<string[]> {
  const sent: string[] = [];
  const news = adoptionNews(knex, message =>
    sent.push(JSON.stringify(message)),
  );
  if (step) {
    await news.tell(step, NOW);
  }
  return sent;
}

async function everythingTold(knex: Knex): Promise<string[]> {
  const step = await new AdoptionRecorder({ knex, peopleFloor: 5 }).run(NOW);
  const groups = ['group:default/mli-leads'];
  const server = await startAnswers({ knex, now: NOW, groups });
  const ask = await startAdoptionActions({ knex, now: NOW, groups });
  const texts = await messagesOf(knex, step);
  for (const offering of OFFERINGS) {
    const answers = [
      await ask('list-adoption', { offering }),
      ...(await Promise.all(
        [0, 1, 2, 3].map(
          async team =>
            await ask('explain-adoption', { team: refOf(team), offering }),
        ),
      )),
    ];
    texts.push(...answers.map(answer => JSON.stringify(answer)));
  }
  return [...texts, ...(await readAll(server))];
}

async function readAll(server: Server): Promise<string[]> {
  const paths = [
    'adoption',
    'adoption?format=csv',
    'adoption?at=2024-06-01',
    'adoption/by-offering',
    'adoption/needs',
    'adoption/needs?format=csv',
    ...OFFERINGS.flatMap(offering => [
      `adoption/funnel?offering=${offering}`,
      `adoption/funnel?offering=${offering}&team=root&scope=direct`,
      `adoption/trend?offering=${offering}`,
      ...[0, 1, 2, 3].map(
        team => `adoption/explain?team=${refOf(team)}&offering=${offering}`,
      ),
    ]),
    'adoption/trend?format=csv',
  ];
  const texts: string[] = [];
  for (const path of paths) {
    const response = await request(server).get(`/api/insights/${path}`);
    expect(`${path} ${response.status}`).toBe(`${path} 200`);
    texts.push(
      // When a change was written down is the time of the test.
      response.text.replaceAll(/"(recordedAt|decidedAt)": ?"[^"]*"/g, ''),
    );
  }
  return texts;
}
