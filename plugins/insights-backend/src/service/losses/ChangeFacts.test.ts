import { MetricChange } from '@mli/plugin-insights-common';
import { Unit } from '../../core/release/Organisation';
import { DatabaseOrganisationReader } from '../../store/metrics/DatabaseOrganisationReader';
import { MetricsCaller } from '../MetricsCaller';
import { ChangeFacts } from './ChangeFacts';

const NOW = new Date('2026-11-23T12:00:00Z');
const FIRST_MONDAY = '2024-01-01';

type Said = Pick<MetricChange, 'status' | 'speed'>;

const SLOWER: Said = {
  status: 'ok',
  speed: { value: 0.2, low: 0.1, high: 0.3 },
};
const SAME: Said = { status: 'ok', speed: { value: 0, low: -0.1, high: 0.1 } };
const FASTER: Said = {
  status: 'ok',
  speed: { value: -0.2, low: -0.3, high: -0.1 },
};
const HIDDEN: Said = { status: 'hidden' };
const TOO_LITTLE: Said = { status: 'not-enough-data' };

/** What is said of each team in the last period and in the one before. */
const TEAMS: Readonly<Record<string, readonly [Said, Said]>> = {
  'group:default/calm': [SAME, SLOWER],
  'group:default/faster': [FASTER, SLOWER],
  'group:default/once': [SLOWER, SAME],
  'group:default/twice': [SLOWER, SLOWER],
  'group:default/small': [HIDDEN, SLOWER],
  'group:default/new': [TOO_LITTLE, SLOWER],
  'group:default/newer': [SLOWER, TOO_LITTLE],
  'group:default/provider': [SLOWER, SLOWER],
};

const UNITS = Object.keys(TEAMS).map((ref): Unit => ({
  ref,
  title: ref,
  type: 'team',
  role: ref.endsWith('provider') ? 'provider' : 'customer',
}));

const seeing = (maySee: (unit: string) => boolean): MetricsCaller => ({
  visibleUnits: 'all',
  visibleOfferings: 'all',
  speedIn: async () => ({ any: true, maySee }),
});
const EVERYBODY = seeing(() => true);

function start() {
  const questions: string[][] = [];
  const facts = new ChangeFacts({
    firstMonday: FIRST_MONDAY,
    organisations: {
      organisation: async () => ({ units: UNITS }),
    } as unknown as DatabaseOrganisationReader, // the one thing it is asked
    trends: {
      changesByTeam: async ({ metric, teams }, caller, at) => {
        const speed = await caller.speedIn(undefined as never); // not looked at above
        const asked = Object.keys(TEAMS).filter(
          team => teams?.has(team) && speed.maySee(team),
        );
        questions.push(asked);
        const back = at.getTime() === NOW.getTime() ? 0 : 1;
        const span = { from: '2026-08-03', to: '2026-10-26' };
        return asked.map(team => ({
          ...{ metric, team, later: span, earlier: span },
          ...(TEAMS[team]?.[back] ?? TOO_LITTLE),
        }));
      },
    },
  });
  return { facts, questions };
}

const told = (
  facts: readonly { entity: string; state: string; value?: number }[],
) =>
  Object.fromEntries(
    facts.map(({ entity, state, value }) => [
      entity.replace('group:default/', ''),
      value ?? state,
    ]),
  );

describe('ChangeFacts', () => {
  it('counts the periods in a row, for all teams in two questions', async () => {
    const { facts, questions } = start();
    expect(told(await facts.facts(EVERYBODY, NOW))).toEqual({
      calm: 0,
      faster: 0,
      once: 1,
      twice: 2,
      small: 'hidden',
      new: 'not-enough-data',
      newer: 'not-enough-data',
    });
    // the second only about teams that were slower in the first
    expect(questions).toHaveLength(2);
    expect(questions[1]).toEqual([
      'group:default/once',
      'group:default/twice',
      'group:default/newer',
    ]);
  });

  it('asks once an hour for whoever sees all, and tells each caller of its teams', async () => {
    const { facts, questions } = start();
    const own = seeing(unit => unit.endsWith('twice'));
    expect(told(await facts.facts(own, NOW))).toEqual({ twice: 2 });
    await facts.facts(EVERYBODY, NOW);
    const asked = questions.length;
    await facts.facts(EVERYBODY, NOW);
    expect(told(await facts.facts(own, NOW))).toEqual({ twice: 2 });
    expect(questions).toHaveLength(asked);
  });

  it('says nothing to whoever sees nobody', async () => {
    const { facts, questions } = start();
    const nobody: MetricsCaller = {
      ...EVERYBODY,
      speedIn: async () => ({ any: false, maySee: () => false }),
    };
    expect(await facts.facts(nobody, NOW)).toEqual([]);
    expect(questions).toEqual([]);
  });
});
