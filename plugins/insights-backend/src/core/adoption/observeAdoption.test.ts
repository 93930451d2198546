import { addDays, Day } from '../metrics/windows';
import { ActivityLog } from './ActivityLog';
import { observeAdoption } from './observeAdoption';
import { ActivityDay, AdoptedWhen, UnknownCause } from './types';

const MONDAY = '2024-04-01';

function day(
  at: Day,
  people: readonly string[],
  more: Partial<ActivityDay> = {},
): ActivityDay {
  return {
    day: at,
    people,
    humanRuns: people.length,
    productionRuns: 0,
    ...more,
  };
}

function team(size: number): string[] {
  return Array.from({ length: size }, (_, index) => `p${index}`);
}

/**
 * One character a week, from 1 April 2024: how many members used the offering on its Wednesday; `.` nobody used it but
 * all members ran something else, `_` no run of the team at all, `P` three scheduled runs, `p` two.
 */
function observe(options: {
  size: number;
  weeks: string;
  asOf: Day;
  adoptedWhen?: AdoptedWhen;
  unknownCause?: UnknownCause;
  /** Runs of all members long before, so that the size is known in the first week. */
  before?: boolean;
}) {
  const everybody = team(options.size);
  const onOffering: ActivityDay[] = [];
  const onAnything: ActivityDay[] =
    options.before === false ? [] : [day(addDays(MONDAY, -3), everybody)];
  for (const [week, character] of [...options.weeks].entries()) {
    const wednesday = addDays(MONDAY, week * 7 + 2);
    if (character !== '_') {
      onAnything.push(day(wednesday, everybody));
    }
    const count = Number(character);
    if (count > 0) {
      onOffering.push(day(wednesday, everybody.slice(0, count)));
    }
    const productionRuns = { P: 3, p: 2 }[character];
    if (productionRuns) {
      onOffering.push(day(wednesday, [], { productionRuns }));
    }
  }
  return observeAdoption({
    ...options,
    onOffering,
    onAnything: new ActivityLog(onAnything, options.asOf),
  });
}

/** The Sunday of the week with this number, counted from 0. */
function sunday(week: number): Day {
  return addDays(MONDAY, week * 7 + 6);
}

describe('observeAdoption', () => {
  it.each([
    { size: 30, weeks: '....', state: 'none' },
    { size: 30, weeks: '...1', state: 'trial' },
    {
      size: 30,
      weeks: '.166',
      state: 'trial',
      why: '1 of 30 is under the bar of 6',
    },
    { size: 30, weeks: '.666', state: 'adopted' },
    { size: 30, weeks: '.655', state: 'trial', why: '5 of 30 is under 20 %' },
    { size: 15, weeks: '.333', state: 'adopted', why: '3 of 15 is 20 %' },
    { size: 4, weeks: '.222', state: 'adopted', why: 'min(2, size)' },
    { size: 4, weeks: '.221', state: 'trial' },
    { size: 1, weeks: '.111', state: 'adopted', why: 'a team of one' },
    {
      size: 10,
      weeks: '222.',
      state: 'adopted',
      why: 'once adopted, one week less does not matter',
    },
    { size: 10, weeks: '22.2', state: 'trial', why: 'not in a row' },
    {
      size: 10,
      weeks: '2_2_2',
      state: 'adopted',
      why: 'two weeks without any run are skipped',
    },
    { size: 10, weeks: '2__22', state: 'adopted' },
    { size: 10, weeks: '2__2_2', state: 'trial', why: 'three are too many' },
    {
      size: 10,
      weeks: '2__2_22',
      state: 'adopted',
      why: 'the last three have one between them',
    },
    { size: 10, weeks: '.PPP', state: 'adopted', why: 'production use' },
    { size: 10, weeks: '.PpP', state: 'trial' },
    {
      size: 10,
      weeks: '...p',
      state: 'none',
      why: 'two scheduled runs in a week are not use',
    },
    { size: 10, weeks: '.P22', state: 'adopted', why: 'either lane will do' },
  ])('$weeks with $size is $state ($why)', ({ size, weeks, state }) => {
    expect(observe({ size, weeks, asOf: sunday(weeks.length - 1) }).state).toBe(
      state,
    );
  });

  it('is not applicable to a team that ran nothing in 12 weeks', () => {
    const last = addDays(MONDAY, -3);
    const options = { size: 6, weeks: '' };
    expect(observe({ ...options, asOf: addDays(last, 83) }).state).toBe('none');
    expect(observe({ ...options, asOf: addDays(last, 84) })).toMatchObject({
      state: 'not-applicable',
      size: 0,
    });
  });

  it('waits for the third week to be over, and seven days more for the decision', () => {
    const third = sunday(2);
    const options = { size: 10, weeks: '2222' };
    expect(observe({ ...options, asOf: addDays(third, -1) }).state).toBe(
      'trial',
    );
    expect(observe({ ...options, asOf: third })).toMatchObject({
      state: 'adopted',
    });
    expect(
      observe({ ...options, asOf: addDays(third, 6) }).adoptionDate,
    ).toBeUndefined();
    expect(observe({ ...options, asOf: addDays(third, 7) }).adoptionDate).toBe(
      MONDAY,
    );
  });

  it('lapses on the 28th day after the last use', () => {
    const lastUse = addDays(MONDAY, 16);
    const options = { size: 10, weeks: '222....' };
    expect(observe({ ...options, asOf: addDays(lastUse, 27) })).toMatchObject({
      state: 'adopted',
      activeMembers: 2,
      lastSeen: lastUse,
    });
    expect(observe({ ...options, asOf: addDays(lastUse, 28) })).toMatchObject({
      state: 'lapsed',
      activeMembers: 0,
      adoptionDate: MONDAY,
    });
  });

  it('begins a second spell after it had lapsed, and not after 28 days', () => {
    // Wednesdays: weeks 0 to 2, and again from week 6 on is 28 days; from week 7 on it is 35.
    const again = observe({ size: 10, weeks: '222...222', asOf: sunday(9) });
    expect(again).toMatchObject({
      adoptionDate: MONDAY,
      firstSeen: '2024-04-03',
    });
    const second = observe({ size: 10, weeks: '222....222', asOf: sunday(10) });
    expect(second).toMatchObject({
      state: 'adopted',
      spellStart: addDays(MONDAY, 51),
      adoptionDate: addDays(MONDAY, 49),
    });
    expect(
      observe({ size: 10, weeks: '222....2', asOf: sunday(7) }),
    ).toMatchObject({
      state: 'trial',
    });
  });

  it('declines after eight weeks under the bar', () => {
    const options = { size: 10, weeks: '222' };
    expect(
      observe({ ...options, weeks: '2221111111', asOf: sunday(9) }).state,
    ).toBe('adopted');
    expect(
      observe({ ...options, weeks: '22211111111', asOf: sunday(10) }).state,
    ).toBe('declining');
    expect(
      observe({ ...options, weeks: '222111111112', asOf: sunday(11) }).state,
    ).toBe('adopted');
  });

  it('counts weeks over the border of a year', () => {
    const onOffering = ['2024-12-18', '2024-12-25', '2025-01-01'].map(at =>
      day(at, team(3)),
    );
    expect(
      observeAdoption({
        asOf: '2025-01-12',
        onOffering,
        onAnything: new ActivityLog(onOffering, '2025-01-12'),
      }),
    ).toMatchObject({ state: 'adopted', adoptionDate: '2024-12-16' });
  });

  it.each([
    { after: 27, state: 'trial' },
    { after: 28, state: 'lapsed' },
    { after: 29, state: 'lapsed' },
  ])('is $state $after days after a single use', ({ after, state }) => {
    // The team goes on working on something else.
    const onOffering = [day(MONDAY, team(1))];
    const asOf = addDays(MONDAY, after);
    const onAnything = new ActivityLog(
      [...onOffering, day(addDays(MONDAY, 20), team(8))],
      asOf,
    );
    expect(observeAdoption({ asOf, onOffering, onAnything }).state).toBe(state);
  });

  it('skips a holiday week of the whole team, and not one in which others of it worked', () => {
    const asOf = sunday(3);
    expect(observe({ size: 10, weeks: '22_2', asOf })).toMatchObject({
      state: 'adopted',
    });
    expect(observe({ size: 10, weeks: '22.2', asOf }).state).toBe('trial');
  });

  it.each([
    { late: [2], state: 'adopted', date: MONDAY },
    { late: [], state: 'trial', date: undefined },
  ])(
    'takes runs of week $late that come late as if they had been there',
    given => {
      const weeks = [0, 1, 3].concat(given.late);
      const days = weeks.map(week => day(addDays(MONDAY, week * 7), team(3)));
      const onAnything = new ActivityLog([
        ...days,
        day(addDays(MONDAY, 14 + 1), team(3)),
      ]);
      // In the order in which they came.
      const { state, adoptionDate } = observeAdoption({
        asOf: '2024-05-05',
        onOffering: days,
        onAnything,
      });
      expect({ state, adoptionDate }).toEqual({
        state: given.state,
        adoptionDate: given.date,
      });
    },
  );

  it('begins a week on Monday and ends it on Sunday, in UTC', () => {
    const sundays = [0, 1, 2].map(week => day(sunday(week), team(3)));
    const mondays = sundays.map(each => day(addDays(each.day, 1), team(3)));
    const dateOf = (days: ActivityDay[]) =>
      observeAdoption({
        asOf: '2024-06-01',
        onOffering: days,
        onAnything: new ActivityLog([...days, day('2024-05-20', team(3))]),
      }).adoptionDate;
    expect(dateOf(sundays)).toBe(MONDAY);
    expect(dateOf(mondays)).toBe(addDays(MONDAY, 7));
  });

  it('does not look at days after the one it is asked about', () => {
    const weeks = '2222222';
    for (let week = 0; week < weeks.length; week++) {
      expect(observe({ size: 10, weeks, asOf: sunday(week) })).toEqual(
        observe({
          size: 10,
          weeks: weeks.slice(0, week + 1),
          asOf: sunday(week),
        }),
      );
    }
  });

  it.each(['no-matcher', 'silent-source', 'unattributed'] as const)(
    'cannot tell none, lapsed or declining where the cause is %s',
    unknownCause => {
      const options = { size: 10, unknownCause };
      expect(
        observe({ ...options, weeks: '...', asOf: sunday(2) }),
      ).toMatchObject({
        state: 'unknown',
        unknownCause,
      });
      expect(
        observe({ ...options, weeks: '2.....', asOf: sunday(5) }).state,
      ).toBe('unknown');
      expect(
        observe({ ...options, weeks: '22211111111', asOf: sunday(10) }).state,
      ).toBe('unknown');
      expect(
        observe({ ...options, weeks: '..222', asOf: sunday(4) }).state,
      ).toBe('adopted');
    },
  );

  describe('with a rule of the offering', () => {
    it('counts only people, or only production', () => {
      const people = { actor: 'people', cadence: 'week', periods: 3 } as const;
      const production = {
        actor: 'production',
        cadence: 'week',
        periods: 2,
      } as const;
      const asOf = sunday(2);
      expect(
        observe({ size: 10, weeks: 'PPP', asOf, adoptedWhen: people }).state,
      ).toBe('trial');
      expect(
        observe({ size: 10, weeks: 'PPP', asOf, adoptedWhen: production })
          .state,
      ).toBe('adopted');
      expect(
        observe({ size: 10, weeks: '222', asOf, adoptedWhen: production })
          .state,
      ).toBe('trial');
    });

    it('counts calendar months where the cadence is a month', () => {
      const adoptedWhen = { cadence: 'month', periods: 2 } as const;
      const options = { size: 10, weeks: '2.......2', adoptedWhen };
      expect(observe({ ...options, asOf: '2024-05-30' })).toMatchObject({
        state: 'trial',
      });
      expect(observe({ ...options, asOf: '2024-05-31' })).toMatchObject({
        state: 'adopted',
      });
      expect(observe({ ...options, asOf: '2024-06-07' }).adoptionDate).toBe(
        '2024-04-01',
      );
    });
  });
});
