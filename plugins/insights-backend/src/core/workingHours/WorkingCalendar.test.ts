import { lengthOf } from './spans';
import {
  DEFAULT_WORKING_HOURS,
  WorkingCalendar,
  WorkingHours,
} from './WorkingCalendar';

const BERLIN: WorkingHours = {
  ...DEFAULT_WORKING_HOURS,
  timeZone: 'Europe/Berlin',
};

function hoursBetween(hours: WorkingHours, from: string, to: string): number {
  const spans = new WorkingCalendar(hours).within([
    Date.parse(from),
    Date.parse(to),
  ]);
  return lengthOf(spans) / 3_600_000;
}

describe('WorkingCalendar', () => {
  it.each([
    // what, hours of work, from, to, how many hours
    [
      'a morning in winter',
      BERLIN,
      '2026-11-23T05:00:00Z',
      '2026-11-23T08:00:00Z',
      2,
    ],
    [
      'the same morning in summer begins earlier in UTC',
      BERLIN,
      '2026-07-20T04:00:00Z',
      '2026-07-20T08:00:00Z',
      3,
    ],
    ['a night', BERLIN, '2026-11-23T18:00:00Z', '2026-11-24T06:00:00Z', 0],
    ['a weekend', BERLIN, '2026-11-20T18:00:00Z', '2026-11-23T06:00:00Z', 0],
    ['a week', BERLIN, '2026-11-23T00:00:00Z', '2026-11-30T00:00:00Z', 60],
    [
      'the week in which clocks go forward',
      BERLIN,
      '2026-03-23T00:00:00Z',
      '2026-03-30T00:00:00Z',
      60,
    ],
    [
      'nights of a team that works through the change of clocks',
      { timeZone: 'Europe/Berlin', days: [7], from: 0, to: 6 * 60 },
      '2026-03-28T00:00:00Z',
      '2026-03-30T00:00:00Z',
      5,
    ],
    [
      'and back',
      { timeZone: 'Europe/Berlin', days: [7], from: 0, to: 6 * 60 },
      '2026-10-24T00:00:00Z',
      '2026-10-26T00:00:00Z',
      7,
    ],
    [
      'a time zone a half hour off',
      { ...DEFAULT_WORKING_HOURS, timeZone: 'Asia/Kolkata' },
      '2026-11-23T00:00:00Z',
      '2026-11-23T02:30:00Z',
      1,
    ],
  ])('%s', (_, hours, from, to, expected) => {
    expect(hoursBetween(hours, from, to)).toBe(expected);
  });

  it('tells the local hours of the week a wait lies in', () => {
    const calendar = new WorkingCalendar(BERLIN);
    const tuesdayEight = 24 + 8;
    expect(
      calendar.byHourOfWeek([
        Date.parse('2026-11-24T07:30:00Z'),
        Date.parse('2026-11-24T08:15:00Z'),
      ]),
    ).toEqual(
      new Map([
        [tuesdayEight, 30 * 60_000],
        [tuesdayEight + 1, 15 * 60_000],
      ]),
    );
  });

  it('refuses a time zone nobody knows', () => {
    expect(
      () =>
        new WorkingCalendar({ ...DEFAULT_WORKING_HOURS, timeZone: 'Mars/One' }),
    ).toThrow(RangeError);
  });
});
