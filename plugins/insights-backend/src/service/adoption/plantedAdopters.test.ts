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
import { adoptionByHand } from '../../__testUtils__/adoptionByHand';
import { AdoptionPipeline } from '../../__testUtils__/AdoptionPipeline';
import { exampleEntities } from '../../__testUtils__/exampleEntities';
import { readAdoptedWhen } from '../../core/adoption/readAdoptedWhen';
import { OrganisationEntity } from '../../core/organisation/readEntity';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import { migrate } from '../../store/migrate';

// Half a year of runs goes through ingest, attribution and roll-ups.
jest.setTimeout(600_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const WEEK = 7 * 24 * 3_600_000;

/** The last moment of a week: what is decided early the next morning knows whole weeks only. */
const UNTIL = new Date('2026-11-22T23:59:59.999Z');

interface Demonstration {
  readonly seed: number;
  readonly organisation: DemoOrganisation;
  readonly histories: readonly AdoptionHistory[];
  readonly weeks?: number;
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

/** One team of the demonstration, by itself, for a few weeks; who adopted did so at a time of its own. */
function small(name: string, seed: number): Demonstration {
  const next = numbersOf(seed);
  const weeks = 12;
  return {
    seed,
    weeks,
    organisation: {
      teams: demoOrganisation().teams.filter(team => team.name === name),
    },
    histories: ADOPTION_HISTORIES.filter(({ team }) => team === name).map(
      history =>
        history.kind === 'adopted' && !BOUND.has(history.offering)
          ? { ...history, since: 4 + Math.floor(next() * 5) }
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

/** What the portal decides, and what a plain reading of the same records by the same rule finds. */
async function play(demonstration: Demonstration) {
  const { weeks = DEFAULT_WEEKS } = demonstration;
  const knex = await databases.init('POSTGRES_18');
  await migrate(knex);
  const entities = entitiesOf(demonstration);
  const begins = UNTIL.getTime() + 1 - (weeks + 1) * WEEK;
  const pipeline = await AdoptionPipeline.create(knex, {
    entities,
    now: UNTIL,
    begins: new Date(begins).toISOString().slice(0, 10),
  });
  const records = [...generateActivity({ ...demonstration, until: UNTIL })];
  await pipeline.hear(records);
  await pipeline.record(new Date('2026-11-23T01:00:00Z'));
  const decisions = await new DatabaseAdoptionLedger(knex).decisions();
  await knex.destroy();
  return {
    found: new Map(
      decisions
        .filter(({ spell }) => spell === 1)
        .map(each => [
          `${nameOf(each.team)} ${nameOf(each.offering)}`,
          each.date,
        ]),
    ),
    byHand: adoptionByHand(entities, records, UNTIL.toISOString()),
  };
}

/** Dates that are not those of the plan, each in a line. */
function notAsPlanned(
  { histories, weeks = DEFAULT_WEEKS }: Demonstration,
  found: ReadonlyMap<string, string>,
): string[] {
  const planned = new Set<string>();
  const wrong = histories.flatMap(history => {
    const pair = `${history.team} ${history.offering}`;
    planned.add(pair);
    const rule = rules.get(history.offering);
    const expected =
      rule && plantedOutcome(history, { rule, until: UNTIL, weeks });
    const date = found.get(pair);
    const isRight =
      date === undefined
        ? !expected || expected.undecided !== undefined
        : expected?.dates.includes(date) ||
          // How often a schedule fires is not planned, so neither is the week in which it has fired three times: the
          // plain reading says which one it is.
          (rule?.actor === 'production' && date > (expected?.dates[0] ?? ''));
    return isRight
      ? []
      : [
          `${pair} ${history.kind} @${history.since ?? history.lastWeek}: ${date}, not ${expected?.dates}`,
        ];
  });
  const unplanned = [...found.keys()].filter(pair => !planned.has(pair));
  return [...wrong, ...unplanned.map(pair => `${pair} was not planted`)];
}

/** Pairs with their dates: what the portal decided, what a plain reading says, and what the plan says otherwise. */
async function decided(demonstration: Demonstration) {
  const { found, byHand } = await play(demonstration);
  return {
    decisions: [...found].sort(),
    byHand: [...byHand].sort(),
    notAsPlanned: notAsPlanned(demonstration, found),
  };
}

/** Minutes of real ingest: only where asked for, so that a full run of the tests stays under a quarter of an hour. */
const whenAsked = process.env.MLI_LONG_TESTS ? describe : describe.skip;

describe('planted adopters', () => {
  it.each([
    ['pedestrian-intent', 31],
    ['comfort', 7_919],
  ])(
    'are found in a small organisation around %s, with their dates',
    async (team, seed) => {
      const {
        decisions,
        byHand,
        notAsPlanned: other,
      } = await decided(small(team, seed));
      expect(decisions).not.toEqual([]);
      expect({ decisions, other }).toEqual({ decisions: byHand, other: [] });
    },
  );
});

whenAsked('planted adopters (MLI_LONG_TESTS=1)', () => {
  it.each([
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
    const {
      decisions,
      byHand,
      notAsPlanned: other,
    } = await decided(demonstration);
    expect(decisions).not.toEqual([]);
    expect({ decisions, other }).toEqual({ decisions: byHand, other: [] });
  });
});

function nameOf(ref: string): string {
  return ref.replace(/^.*\//, '');
}
