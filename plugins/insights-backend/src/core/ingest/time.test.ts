import fc from 'fast-check';
import { dayOf, formatTime, parseTime } from './time';

describe('parseTime', () => {
  it.each([
    ['2020-12-28T19:51:01.641Z', '2020-12-28T19:51:01.641000Z'],
    ['2020-12-28T19:51:01.641499Z', '2020-12-28T19:51:01.641499Z'],
    ['2020-12-28T19:51:01.641499999Z', '2020-12-28T19:51:01.641499Z'],
    ['2020-12-28T19:51:01.641499', '2020-12-28T19:51:01.641499Z'],
    ['2020-12-28T19:52:00.001+10:00', '2020-12-28T09:52:00.001000Z'],
    ['2020-12-28T19:52:00-0330', '2020-12-28T23:22:00.000000Z'],
    ['2020-12-28 19:52:00+01', '2020-12-28T18:52:00.000000Z'],
    ['2020-12-28t19:52z', '2020-12-28T19:52:00.000000Z'],
    ['2020-12-28T19:52Z[UTC]', '2020-12-28T19:52:00.000000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000000Z'],
    ['2100-12-31T23:59:59Z', '2100-12-31T23:59:59.000000Z'],
  ])('reads %s', (text, expected) => {
    const time = parseTime(text);
    expect(time === undefined ? time : formatTime(time)).toBe(expected);
  });

  it.each([
    ['a year before 1970', '1969-12-31T23:59:59Z'],
    ['a year before 1970 in UTC', '1970-01-01T00:30:00+01:00'],
    ['a year after 2100', '2101-01-01T00:00:00Z'],
    ['a year after 2100 in UTC', '2100-12-31T23:30:00-01:00'],
    ['five digits of a year', '+12020-12-28T19:51:01Z'],
    ['a day that is not', '2023-02-29T00:00:00Z'],
    ['a month that is not', '2023-13-01T00:00:00Z'],
    ['an hour that is not', '2023-01-01T24:00:00Z'],
    ['a minute that is not', '2023-01-01T23:60:00Z'],
    ['a zone that is not', '2023-01-01T00:00:00+25:00'],
    ['a day without a time', '2023-01-01'],
    ['a number', 1_600_000_000],
    ['nothing', ''],
    ['a placeholder', '{{RUN_START_TIME}}'],
    ['a long text', `2023-01-01T00:00:00.${'0'.repeat(100)}Z`],
  ])('refuses %s', (_, value) => {
    expect(parseTime(value)).toBeUndefined();
  });

  it('reads a fraction of any length, in the plain form and in any other, as the same time', () => {
    const second = fc.integer({ min: 0, max: Date.UTC(2100, 0) / 1000 });
    const digits = fc.stringMatching(/^[0-9]{1,9}$/);
    fc.assert(
      fc.property(second, digits, (seconds, fraction) => {
        const head = new Date(seconds * 1000).toISOString().slice(0, 19);
        const time = parseTime(`${head}.${fraction}Z`);
        expect(time).toBe(
          seconds * 1e6 + Number(fraction.slice(0, 6).padEnd(6, '0')),
        );
        expect(parseTime(`${head},${fraction}+00:00`)).toBe(time);
      }),
    );
  });

  it('reads back every time it writes, to the microsecond', () => {
    const last = Date.UTC(2101, 0) * 1000 - 1;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: last }), time => {
        expect(parseTime(formatTime(time))).toBe(time);
        expect(formatTime(time).startsWith(dayOf(time))).toBe(true);
      }),
    );
  });
});
