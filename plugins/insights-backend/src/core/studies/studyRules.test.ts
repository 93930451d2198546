import { NEVER } from '@mli/causal-impact';
import { adoptedByDepartment, refusalOf } from './refusals';
import { PanelCell } from './panelCells';
import { FinishedEstimate, portfolio } from './portfolio';
import { releasedCells } from './releasedCells';
import { seriesEnds } from './seriesEnds';
import { strataOf } from './strata';
import { StudyPanel } from './studyPanel';
import { StudyInputs } from './types';

const at = (day: string) => new Date(`${day}T00:00:00Z`);
const EPOCH = new Date(0);

describe('the end of a series', () => {
  const people = (unit: string, names: string, from = EPOCH, to?: Date) =>
    [...names].map(person => ({ unit, person, from, to }));
  const unit = (name: string, from = EPOCH, to?: Date) => ({
    unit: name,
    from,
    to,
  });
  const window = { from: at('2026-01-05'), to: at('2026-06-01') };
  const endOf = (history: Parameters<typeof seriesEnds>[0]) =>
    seriesEnds(history, ['a'], window).get('a');

  it.each([
    [
      'nothing happened',
      [unit('a'), unit('b')],
      [people('a', 'pqrst'), people('b', 'xyz')],
      undefined,
    ],
    [
      'half of the people left, one by one',
      [unit('a')],
      [
        people('a', 'pq'),
        people('a', 'r', EPOCH, at('2026-02-01')),
        people('a', 's', EPOCH, at('2026-03-01')),
      ],
      undefined,
    ],
    [
      'more than half left',
      [unit('a')],
      [
        people('a', 'pq'),
        people('a', 'rst', EPOCH, at('2026-03-01')),
        people('a', 'uvw', at('2026-03-01')),
      ],
      { day: '2026-03-01', why: 'turnover' },
    ],
    [
      'a new unit took a third',
      [unit('a'), unit('b', at('2026-02-10'))],
      [
        people('a', 'pqrs'),
        people('a', 'tu', EPOCH, at('2026-02-10')),
        people('b', 'tu', at('2026-02-10')),
      ],
      { day: '2026-02-10', why: 'split' },
    ],
    [
      'another unit joined',
      [unit('a'), unit('b', EPOCH, at('2026-04-01'))],
      [
        people('a', 'pqrst'),
        people('b', 'xyz', EPOCH, at('2026-04-01')),
        people('a', 'xyz', at('2026-04-01')),
      ],
      { day: '2026-04-01', why: 'merged' },
    ],
    [
      'it was dissolved',
      [unit('a', EPOCH, at('2026-05-01'))],
      [people('a', 'pqr', EPOCH, at('2026-05-01'))],
      { day: '2026-05-01', why: 'dissolved' },
    ],
    [
      'everything happened before the window',
      [unit('a'), unit('b', at('2025-10-01'))],
      [
        people('a', 'pqr'),
        people('a', 'st', EPOCH, at('2025-10-01')),
        people('b', 'st', at('2025-10-01')),
      ],
      undefined,
    ],
  ])('%s', (_, units, members, expected) => {
    expect(endOf({ units, members: members.flat() })).toEqual(expected);
  });
});

describe('strata', () => {
  it('are peer groups of at least six and thirds by size of at least four', () => {
    const teams = [
      ...Array.from({ length: 12 }, (_, k) => ({
        team: `big-${k}`,
        department: 'big',
        size: k,
      })),
      ...['x', 'y', 'z'].map(department => ({
        team: department,
        department,
        size: 5,
      })),
    ];
    const strata = strataOf(teams);
    expect(strata.get('big-0')).toBe('big, size 1 of 3');
    expect(strata.get('big-11')).toBe('big, size 3 of 3');
    expect(new Set(['x', 'y', 'z'].map(team => strata.get(team)))).toEqual(
      new Set(['others, size 1 of 1']),
    );
    expect(new Set(strata.values()).size).toBe(4);
  });

  it('keep teams of one size together', () => {
    const strata = strataOf(
      Array.from({ length: 9 }, (_, k) => ({
        team: `t${k}`,
        department: 'd',
        size: 7,
      })),
    );
    expect(new Set(strata.values()).size).toBe(1);
  });
});

describe('refusals', () => {
  /** Teams as `department date`; `-` never began. */
  const panelOf = (teams: string[]): StudyPanel => {
    const slots = teams.map(text => {
      const [, date = '-'] = text.split(' ');
      return date === '-'
        ? NEVER
        : { onset: Number(date) - 4, date: Number(date) };
    });
    return {
      scale: 'log',
      grid: { units: teams.length, periods: 40, values: new Float64Array() },
      teams: teams.map((text, k) => ({
        team: `t${k}`,
        title: '',
        department: text.split(' ')[0]!,
        size: 5,
      })),
      slots,
      runs: new Float64Array(),
      firstWeek: '2026-01-05',
      cells: { used: 0, leftOut: 0, missing: 0 },
      roles: slots.map(({ date }, k) =>
        Number.isFinite(date)
          ? {
              team: `t${k}`,
              role: 'adopting',
              date: `2026-06-${String(k + 1).padStart(2, '0')}`,
            }
          : { team: `t${k}`, role: 'comparison' },
      ),
    };
  };
  const inputs = (others: StudyInputs['others'] = []): StudyInputs => ({
    question: {
      offering: 'offering:default/x',
      outcome: 'run_time',
      from: '2026-01-05',
      to: '2026-11-16',
    },
    teams: [],
    cells: [],
    spells: [],
    others,
    draws: 99,
    seed: 1,
  });
  const SIX = ['a 10', 'b 10', 'c 10', 'a 20', 'b 20', 'c 20'];
  const CONTROLS = ['a -', 'b -', 'c -'];
  const took = (teams: number, date: string) =>
    Array.from({ length: teams }, (_, k) => ({
      team: `t${k}`,
      offering: 'offering:default/y',
      date,
    }));

  it.each([
    ['nobody has enough runs', [], [], 'no-data'],
    ['two adopters', ['a 10', 'b 10', ...CONTROLS], [], 'too-few-adopters'],
    ['two comparison teams', [...SIX, 'a -', 'b -'], [], 'too-few-comparison'],
    ['six batches', [...SIX, ...CONTROLS], [], undefined],
    [
      'five batches: two teams of a department in the same four weeks',
      ['a 10', 'a 11', 'b 10', 'c 10', 'b 20', 'c 20', ...CONTROLS],
      [],
      'too-few-batches',
    ],
    [
      'half took another offering 8 weeks later',
      [...SIX, ...CONTROLS],
      took(3, '2026-07-27'),
      'co-adoption',
    ],
    [
      'fewer than half did',
      [...SIX, ...CONTROLS],
      took(2, '2026-06-03'),
      undefined,
    ],
    [
      'they did so three months later',
      [...SIX, ...CONTROLS],
      took(6, '2026-09-20'),
      undefined,
    ],
  ])('%s', (_, teams, others, reason) => {
    const refusal = refusalOf(inputs(others), panelOf(teams));
    expect(refusal?.reason).toBe(reason);
    expect([undefined, true]).toContain(
      refusal && refusal.sentence.length > 20 && refusal.help.length > 20,
    );
  });

  it('permute batches where more than half of the adopters began with another team of their department', () => {
    expect(adoptedByDepartment(panelOf([...SIX, ...CONTROLS]))).toBe(false);
    expect(
      adoptedByDepartment(
        panelOf([...SIX, 'a 11', 'b 11', 'c 21', 'a 21', ...CONTROLS]),
      ),
    ).toBe(true);
  });
});

describe('the portfolio', () => {
  const study = (
    key: string,
    over: Partial<FinishedEstimate> = {},
  ): FinishedEstimate => ({
    key,
    verdict: 'found',
    pValue: 0.004,
    effect: { estimate: -20, lower: -30, upper: -8 },
    logEffect: -0.22,
    logStandardError: 0.06,
    placeboBlocks: false,
    sharedQueue: false,
    isSuperseded: false,
    isClaim: true,
    ...over,
  });

  it.each([
    ['found', {}, true, /discovery rate is 0.00/],
    [
      'not distinguishable',
      { verdict: 'not-distinguishable' as const },
      false,
      /not distinguishable/,
    ],
    [
      'adopters may differ',
      { verdict: 'adopters-may-differ' as const },
      false,
      /may be the teams/,
    ],
    ['a placebo that moves', { placeboBlocks: true }, false, /already moving/],
    ['a shared queue', { sharedQueue: true }, false, /share a queue/],
    [
      'for the worse',
      { effect: { estimate: 12, lower: 3, upper: 20 } },
      false,
      /for the worse/,
    ],
    ['a newer answer', { isSuperseded: true }, false, /newer version/],
  ])('%s', (_, over, shown, why) => {
    const headline = portfolio([study('a', over)]).get('a');
    expect(headline!.badge.shown).toBe(shown);
    expect(headline!.badge.why).toMatch(why);
  });

  it('counts every finished study: one of twenty at 4 % is no discovery', () => {
    const others = Array.from({ length: 19 }, (_, k) =>
      study(`n${k}`, {
        verdict: 'not-distinguishable',
        pValue: 0.2 + 0.04 * k,
        logEffect: 0.02 * (k - 9),
      }),
    );
    const { badge, qValue, shrunk, effect } = portfolio([
      study('a', { pValue: 0.04 }),
      ...others,
    ]).get('a')!;
    expect(qValue).toBeCloseTo(0.8, 10);
    expect(badge).toMatchObject({ shown: false });
    expect(Math.abs(shrunk!.estimate)).toBeLessThan(Math.abs(effect.estimate));
  });

  it('says that a claim is contradicted only where the opposite is found', () => {
    const worse = { effect: { estimate: 12, lower: 3, upper: 20 } };
    const contradicts = (over: Partial<FinishedEstimate>) =>
      portfolio([study('a', over)]).get('a')!.contradictsClaim;
    expect(contradicts(worse)).toBe(true);
    expect(contradicts({ ...worse, isClaim: false })).toBe(false);
    expect(contradicts({})).toBe(false);
  });

  it('of nothing is nothing', () => {
    expect(portfolio([]).size).toBe(0);
  });
});

describe('released cells', () => {
  const cells = (teams: string): PanelCell[] =>
    [...teams].map(team => ({
      team,
      week: '2026-01-05',
      part: 'comparison',
      outcome: 2,
      runs: 9,
    }));
  const released = (teams: string, shown: string) =>
    releasedCells(cells(teams), ({ team }) => shown.includes(team)).map(
      ({ team, part, teams: n }) => team ?? `${part} ${n}`,
    );

  it.each([
    ['everything shown', 'abc', 'abc', ['comparison 3', 'a', 'b', 'c']],
    ['nothing shown', 'abc', '', ['comparison 3', 'withheld 3']],
    // The mean less what is shown would be the one that is not.
    ['one withheld', 'abcd', 'abc', ['a', 'b', 'c', 'withheld 1']],
    ['two withheld', 'abcd', 'ab', ['a', 'b', 'withheld 2']],
    ['three withheld', 'abcd', 'a', ['comparison 4', 'a', 'withheld 3']],
    ['two teams only', 'ab', '', ['withheld 2']],
  ])('%s', (_, teams, shown, expected) => {
    expect(released(teams, shown)).toEqual(expected);
  });
});
