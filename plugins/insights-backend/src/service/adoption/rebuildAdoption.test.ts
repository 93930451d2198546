import { TestDatabases } from '@backstage/backend-test-utils';
import {
  ADOPTION_HISTORIES,
  AdoptionHistory,
  demoOrganisation,
  generateActivity,
  SourcedRunRecord,
} from '@mli/demo-organisation';
import { Knex } from 'knex';
import { AdoptionPipeline } from '../../__testUtils__/AdoptionPipeline';
import { exampleEntities } from '../../__testUtils__/exampleEntities';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import { migrate } from '../../store/migrate';
import { rebuildAdoption } from './rebuildAdoption';

jest.setTimeout(300_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const UNTIL = new Date('2026-11-22T23:59:59.999Z');
/** The night after each of these days a step is taken. */
const STEPS = ['2026-10-18', '2026-10-25', '2026-11-01', '2026-11-15'].map(
  day => new Date(Date.parse(`${day}T00:00:00Z`) + 26 * 3_600_000),
);
const WEEK = 7 * 24 * 3_600_000;
const FIRST_WEEK_ENDS = Date.parse('2026-08-31T00:00:00Z');
const FIRST_WEEK_HEARD = Date.parse('2026-10-29T08:00:00Z');

function organisationOf(...names: string[]) {
  return {
    teams: demoOrganisation().teams.filter(({ name }) => names.includes(name)),
  };
}

/** What is adopted by week is adopted in the middle of the steps, so that not all is decided in the first one. */
const LATER = ADOPTION_HISTORIES.map(history =>
  history.kind === 'adopted' ? { ...history, since: 7 } : history,
);

/** Minutes of real ingest: only where asked for. */
const whenAsked = process.env.MLI_LONG_TESTS ? it : it.skip;

function endOf(record: SourcedRunRecord): number {
  return Date.parse(
    record.endedAt ?? record.startedAt ?? record.submittedAt ?? '',
  );
}

/**
 * One run in seven is heard of two weeks late, and all of the first week after decisions were taken without it, which
 * are disputed then.
 */
function receivedAt(record: SourcedRunRecord, index: number): number {
  const end = endOf(record);
  return end < FIRST_WEEK_ENDS
    ? FIRST_WEEK_HEARD
    : end + (index % 7 === 0 ? 2 * WEEK : 0);
}

async function everything(knex: Knex) {
  const ledger = new DatabaseAdoptionLedger(knex);
  const rows = async (sql: string) => (await knex.raw(sql)).rows;
  return {
    decisions: (await ledger.decisions()).map(({ id: _, ...rest }) => rest),
    events: await rows(
      `select d.team_ref, d.offering_ref, e.kind, e.at, e.by_ref, e.detail
       from adoption_decision_event e join adoption_decision d on d.id = e.decision_id
       order by e.at, d.team_ref, d.offering_ref, e.kind`,
    ),
    transitions: (await ledger.transitions({ all: true })).map(
      ({ id: _, ...rest }) => rest,
    ),
    snapshots: await rows(
      `select * from adoption_snapshot order by day, team_ref, offering_ref`,
    ),
    activity: await rows(
      `select team_ref, offering_ref, day, (select array_agg(p order by p) from unnest(people) p) as people, human_runs,
         production_runs, rules
       from activity_day order by team_ref, offering_ref, day`,
    ),
  };
}

type Everything = Awaited<ReturnType<typeof everything>>;

/** Rows of the first that the second does not have, at most ten. */
function differing(one: Everything, other: Everything): string[] {
  const linesOf = (all: Everything) =>
    Object.entries(all).flatMap(([table, rows]: [string, object[]]) =>
      rows.map(row => `${table} ${JSON.stringify(row)}`),
    );
  const known = new Set(linesOf(other));
  return linesOf(one)
    .filter(line => !known.has(line))
    .slice(0, 10);
}

describe('rebuildAdoption', () => {
  it.each([['one team', organisationOf('pedestrian-intent'), LATER]])(
    'makes the record of %s anew from raw events, by when they were received, decisions and disputes included',
    rebuilds,
  );

  whenAsked.each([
    [
      'two larger teams (MLI_LONG_TESTS=1)',
      organisationOf('camera-objects', 'tracking'),
      ADOPTION_HISTORIES,
    ],
  ])(
    'makes the record of %s anew from raw events, by when they were received, decisions and disputes included',
    rebuilds,
  );

  async function rebuilds(
    _: string,
    organisation: ReturnType<typeof organisationOf>,
    histories: readonly AdoptionHistory[],
  ) {
    const live = await databases.init('POSTGRES_18');
    await migrate(live);
    const entities = exampleEntities();
    const pipeline = await AdoptionPipeline.create(live, {
      entities,
      now: UNTIL,
      begins: '2026-08-24',
    });
    const records = [
      ...generateActivity({
        seed: 5,
        until: UNTIL,
        weeks: 12,
        organisation,
        histories,
      }),
    ];
    let before = -Infinity;
    for (const step of STEPS) {
      const since = before;
      const heard = records.filter((record, index) => {
        const at = receivedAt(record, index);
        return since < at && at <= step.getTime();
      });
      const began = new Date();
      await pipeline.hear(heard);
      // The clock of the database is not the clock of the test.
      for (const [table, column] of [
        ['event', 'received_at'],
        ['activity_day', 'computed_at'],
      ] as const) {
        await live(table)
          .where(column, '>=', began)
          .update({ [column]: step });
      }
      await pipeline.record(step);
      before = step.getTime();
    }
    const ledger = new DatabaseAdoptionLedger(live);
    const [first] = await ledger.decisions();
    await ledger.voidDecision({
      team: first?.team ?? '',
      offering: first?.offering ?? '',
      spell: 1,
      by: 'user:default/jdoe',
      reason: 'a load test',
      now: UNTIL,
    });

    const again = await databases.init('POSTGRES_18');
    await migrate(again);
    const parts = await AdoptionPipeline.create(again, {
      entities,
      now: UNTIL,
      begins: '2026-08-24',
    });
    await again.raw(
      `truncate organisation_version, organisation_unit, organisation_alias, organisation_member,
         organisation_component, organisation_offering, organisation_declaration cascade`,
    );
    const taken = await rebuildAdoption({
      from: live,
      into: parts,
      recompute: async () => await parts.recompute(),
      peopleFloor: 5,
    });

    expect(taken).toBe(STEPS.length);
    const expected = await everything(live);
    // Something to lose: decisions of several steps, a dispute, a void, transitions.
    expect(
      new Set(expected.decisions.map(({ decidedOn }) => decidedOn)).size,
    ).toBeGreaterThan(1);
    expect(
      new Set(expected.events.map(({ kind }: { kind: string }) => kind)),
    ).toEqual(new Set(['decided', 'disputed', 'voided']));
    expect(expected.transitions.length).toBeGreaterThan(10);
    const rebuilt = await everything(again);
    // Tens of thousands of rows: those that differ, not a picture of all.
    expect(differing(rebuilt, expected)).toEqual([]);
    expect(differing(expected, rebuilt)).toEqual([]);
    await live.destroy();
    await again.destroy();
  }
});
