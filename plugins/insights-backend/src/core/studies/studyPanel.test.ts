import { addDays } from '../metrics/windows';
import { slotsOf, StudyPanel, studyPanel } from './studyPanel';
import { AdoptionSpell, StudyInputs, StudyTeamInput, WeekCell } from './types';

const MONDAY = '2026-01-05';
const monday = (week: number) => addDays(MONDAY, 7 * week);

/** Weeks as a person would draw them: a digit is that many runs, `.` is none, `o` five of which one is open. */
function weeks(team: string, drawn: string, cell: Partial<WeekCell> = {}) {
  return [...drawn].flatMap((mark, week): WeekCell[] => {
    if (mark === '.') return [];
    const runs = mark === 'o' ? 5 : Number(mark);
    return [
      {
        team,
        week,
        class: 'training / full / human',
        submitted: runs,
        closed: mark === 'o' ? 4 : runs,
        runs,
        zeros: 0,
        p50: 1000,
        mean: 1000,
        ...cell,
      },
    ];
  });
}

function panelOf(
  cells: WeekCell[],
  options: {
    length?: number;
    spells?: AdoptionSpell[];
    outcome?: StudyInputs['question']['outcome'];
    teams?: Partial<StudyTeamInput>[];
  } = {},
): StudyPanel {
  const names = [...new Set(cells.map(({ team }) => team))];
  return studyPanel({
    question: {
      offering: 'offering:default/x',
      outcome: options.outcome ?? 'run_time',
      from: MONDAY,
      to: monday(options.length ?? 16),
    },
    teams: names.map((team, k) => ({
      team,
      title: team,
      department: 'd',
      size: 5,
      ...options.teams?.[k],
    })),
    cells,
    spells: options.spells ?? [],
    others: [],
    draws: 99,
    seed: 1,
  });
}

/** `x` an outcome, `.` none. */
const drawn = ({ grid }: StudyPanel, row = 0) =>
  Array.from(
    grid.values.subarray(row * grid.periods, (row + 1) * grid.periods),
    value => (Number.isNaN(value) ? '.' : 'x'),
  ).join('');

describe('the panel of a study', () => {
  it.each([
    ['5 runs make a week, 4 do not', '5554555555555555', 'xxx.xxxxxxxxxxxx'],
    [
      'a week without runs is missing, never 0',
      '55.5555555555555',
      'xx.xxxxxxxxxxxxx',
    ],
    [
      'a week of which a fifth is open is left out',
      '5555555555555o55',
      'xxxxxxxxxxxxx.xx',
    ],
  ])('%s', (_, runs, expected) => {
    expect(drawn(panelOf(weeks('a', runs)))).toBe(expected);
  });

  it.each([
    [
      'fewer than 60 % of its weeks',
      '5.5.5.5.5.5.5.5.',
      {},
      'left-out',
      'fewer than 60 % of its weeks have 5 runs',
    ],
    ['no spell', '5555555555555555', {}, 'comparison', undefined],
    [
      'adopted in week 12',
      '5555555555555555',
      { onset: 10, date: 12 },
      'adopting',
      undefined,
    ],
    [
      'only 7 weeks before',
      '5555555555555555',
      { onset: 7, date: 11 },
      'left-out',
      'fewer than 8 weeks with runs before it first used it',
    ],
    [
      'only 3 weeks after',
      '5555555555555555',
      { onset: 11, date: 13 },
      'left-out',
      'fewer than 4 weeks with runs since it adopted',
    ],
    [
      'a trial without adoption',
      '5555555555555555',
      { onset: 10 },
      'tried',
      undefined,
    ],
    [
      'a trial after the window',
      '5555555555555555',
      { onset: 16 },
      'comparison',
      undefined,
    ],
  ])('%s', (_, runs, spell: { onset?: number; date?: number }, role, why) => {
    const { roles } = panelOf(
      [...weeks('a', runs), ...weeks('b', '5555555555555555')],
      {
        spells:
          spell.onset === undefined
            ? []
            : [
                {
                  team: 'a',
                  onset: monday(spell.onset),
                  ...(spell.date !== undefined && { date: monday(spell.date) }),
                },
              ],
      },
    );
    expect(roles[0]).toEqual({
      team: 'a',
      role,
      ...(role === 'adopting' && { date: monday(12) }),
      ...(role === 'left-out' &&
        spell.date !== undefined && { date: monday(spell.date) }),
      ...(why !== undefined && { why }),
    });
  });

  it('leaves out at least four weeks before the date, and more after a longer trial', () => {
    const slots = slotsOf(
      [
        { team: 'short', onset: monday(11), date: monday(12) },
        { team: 'long', onset: monday(5), date: monday(12) },
        { team: 'later', onset: monday(14), date: monday(20) },
      ],
      MONDAY,
      16,
    );
    expect(Object.fromEntries(slots)).toEqual({
      short: { onset: 8, date: 12 },
      long: { onset: 5, date: 12 },
      // It has not adopted within the window, but is no comparison from its onset on.
      later: { onset: 14, date: Infinity },
    });
  });

  it('takes first spells only, and lapsed teams stay treated', () => {
    const spells = [
      { team: 'a', onset: monday(6), date: monday(8) },
      { team: 'a', onset: monday(13), date: monday(14) },
    ];
    expect(slotsOf(spells, MONDAY, 16).get('a')).toEqual({
      onset: 4,
      date: 8,
    });
  });

  it('ends the series of a team that is no longer the same', () => {
    const panel = panelOf(
      [...weeks('a', '5555555555555555'), ...weeks('b', '5555555555555555')],
      { teams: [{ endsOn: monday(12), endsWhy: 'split' }] },
    );
    expect(drawn(panel)).toBe('xxxxxxxxxxxx....');
    expect(panel.roles[0]).toMatchObject({
      role: 'comparison',
      why: 'counted until it was split',
    });
  });

  it('begins where the first runs were seen, so that nobody has gaps before the source', () => {
    const panel = panelOf(weeks('a', '......5555555555'));
    expect(panel.grid.periods).toBe(10);
    expect(panel.firstWeek).toBe(monday(6));
    expect(panel.roles[0]!.role).toBe('comparison');
  });

  it('does not see a change of mix, and compares a class with its own past', () => {
    const short = { class: 'short', p50: 100 };
    const long = { class: 'long', p50: 10_000 };
    const panel = panelOf(
      [
        ...weeks('a', '8888888811111111', short),
        ...weeks('a', '2222222288888888', long),
        ...weeks('b', '5555555555555555'),
      ],
      { spells: [{ team: 'a', onset: monday(8), date: monday(12) }] },
    );
    const values = [...panel.grid.values.subarray(0, 16)];
    for (const value of values) expect(value).toBeCloseTo(values[0]!, 10);
    const usual = 0.8 * Math.log(100) + 0.2 * Math.log(10_000);
    expect(values[0]).toBeCloseTo(usual, 10);
  });

  it('takes weekly means in levels for waiting, and for anything with more than 1 % zeros', () => {
    const wait = weeks('a', '5555555555555555', { p50: 0, mean: 60 });
    expect(panelOf(wait, { outcome: 'queue_time' })).toMatchObject({
      scale: 'level',
    });
    expect(panelOf(wait, { outcome: 'queue_time' }).grid.values[0]).toBeCloseTo(
      60,
    );
    const [first, ...rest] = weeks('a', '5555555555555555', { mean: 60 });
    const oneZero = [{ ...first!, zeros: 1 }, ...rest];
    expect(panelOf(oneZero).scale).toBe('level');
    expect(panelOf([first!, ...rest]).scale).toBe('log');
  });
});
