import { TestDatabases } from '@backstage/backend-test-utils';
import {
  ADOPTION_HISTORIES,
  AdoptionHistory,
  DEFAULT_SEED,
  DEFAULT_WEEKS,
  DemoMember,
  DemoOrganisation,
  demoOrganisation,
  generateActivity,
  plantedOutcome,
} from '@mli/demo-organisation';
import { AdoptionPipeline } from '../../__testUtils__/AdoptionPipeline';
import { exampleEntities } from '../../__testUtils__/exampleEntities';
import { readAdoptedWhen } from '../../core/adoption/readAdoptedWhen';
import { OrganisationEntity } from '../../core/organisation/readEntity';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import { migrate } from '../../store/migrate';

// Half a year of runs goes through ingest, attribution and roll-ups.
jest.setTimeout(600_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

/** The last moment of a week: what is decided early the next morning knows whole weeks only. */
const UNTIL = new Date('2026-11-22T23:59:59.999Z');

interface Demonstration {
  readonly seed: number;
  readonly organisation: DemoOrganisation;
  readonly histories: readonly AdoptionHistory[];
}

const examples = exampleEntities();
const rules = new Map(
  examples
    .filter(({ kind }) => kind === 'Offering')
    .map(({ metadata, spec }) => [
      metadata.name,
      readAdoptedWhen(spec?.adoptedWhen ?? {}),
    ]),
);

/** Numbers in [0, 1) that are the same for the same seed. */
function numbersOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Of what went before it, so that it cannot move without it. */
const BOUND = new Set(['dataset-versions', 'feature-store']);

/** Other teams: some of them, their people dealt out anew, and who adopted by week did so at another time. */
function another(seed: number): Demonstration {
  const next = numbersOf(seed);
  const teams = demoOrganisation()
    .teams.filter(({ members }) => members.length >= 5)
    .map(team => ({ team, at: next() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, 7)
    .map(({ team }) => team);
  const dealt = teams.map((): DemoMember[] => []);
  for (const [index, member] of teams
    .flatMap(({ members }) => members)
    .entries()) {
    const at =
      index < 5 * teams.length
        ? index % teams.length
        : Math.floor(next() * teams.length);
    dealt[at]?.push(member);
  }
  const names = new Set(teams.map(({ name }) => name));
  return {
    seed,
    organisation: {
      teams: teams.map((team, index) => ({
        ...team,
        members: dealt[index] ?? [],
      })),
    },
    histories: ADOPTION_HISTORIES.filter(({ team }) => names.has(team)).map(
      history =>
        history.kind === 'adopted' &&
        rules.get(history.offering)?.cadence === 'week' &&
        !BOUND.has(history.offering)
          ? { ...history, since: 5 + Math.floor(next() * 14) }
          : history,
    ),
  };
}

function entitiesOf({ organisation }: Demonstration): OrganisationEntity[] {
  const members = new Set(
    organisation.teams.flatMap(team => team.members.map(({ name }) => name)),
  );
  const moved = organisation.teams.flatMap(team =>
    team.members.map(member => ({
      kind: 'User',
      metadata: {
        name: member.name,
        annotations: { 'mli.internal/logins': member.logins.join(', ') },
      },
      spec: { memberOf: [team.name] },
    })),
  );
  return [
    ...examples.filter(
      ({ kind, metadata }) => kind !== 'User' || !members.has(metadata.name),
    ),
    ...moved,
  ];
}

/** Minutes of real ingest: only where asked for, so that a full run of the tests stays under a quarter of an hour. */
const whenAsked = process.env.MLI_LONG_TESTS ? it : it.skip;

describe('planted adopters (with MLI_LONG_TESTS=1)', () => {
  whenAsked.each([
    [
      'the demonstration organisation',
      {
        seed: DEFAULT_SEED,
        organisation: demoOrganisation(),
        histories: ADOPTION_HISTORIES,
      },
    ],
    ['another organisation', another(71)],
    ['yet another one', another(1_204)],
  ])('are found in %s, with their dates', async (_, demonstration) => {
    const knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    const pipeline = await AdoptionPipeline.create(knex, {
      entities: entitiesOf(demonstration),
      now: UNTIL,
      begins: '2026-05-25',
    });
    await pipeline.hear([
      ...generateActivity({ ...demonstration, until: UNTIL }),
    ]);
    await pipeline.record(new Date('2026-11-23T01:00:00Z'));
    const decisions = await new DatabaseAdoptionLedger(knex).decisions();
    const found = new Map(
      decisions.map(each => [
        `${nameOf(each.team)} ${nameOf(each.offering)}`,
        each.date,
      ]),
    );
    const wrong: string[] = [];
    for (const history of demonstration.histories) {
      const pair = `${history.team} ${history.offering}`;
      const rule = rules.get(history.offering);
      const expected =
        rule &&
        plantedOutcome(history, { rule, until: UNTIL, weeks: DEFAULT_WEEKS });
      const date = found.get(pair);
      found.delete(pair);
      const isRight =
        date === undefined
          ? !expected || expected.undecided !== undefined
          : expected?.dates.includes(date) ||
            // How often a schedule fires is not planned: three runs of one week may come later, never earlier.
            (rule?.actor === 'production' && date > (expected?.dates[0] ?? ''));
      if (!isRight) {
        wrong.push(
          `${pair} ${history.kind} @${history.since ?? history.lastWeek}: ${date}, not ${expected?.dates}`,
        );
      }
    }
    expect(wrong).toEqual([]);
    expect([...found]).toEqual([]);
    await knex.destroy();
  });
});

function nameOf(ref: string): string {
  return ref.replace(/^.*\//, '');
}
