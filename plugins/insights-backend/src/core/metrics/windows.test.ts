import {
  addDays,
  blockStart,
  closedWindow,
  daysBetween,
  lastClosedEnd,
  mondayOf,
  weeksOf,
  windowNamedBy,
} from './windows';

const FIRST_MONDAY = '2024-01-01';
const closedEnd = '2024-06-17';
const options = { closedEnd, firstMonday: FIRST_MONDAY };

describe('days', () => {
  it.each([
    ['2024-01-01', '2024-01-01'],
    ['2024-01-07', '2024-01-01'],
    ['2024-12-31', '2024-12-30'],
    ['2025-01-01', '2024-12-30'],
    ['1969-12-31', '1969-12-29'],
  ])('%s is in the week of %s', (day, monday) => {
    expect(mondayOf(day)).toBe(monday);
  });

  it('count over leap days and year borders', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    expect(daysBetween('2023-12-31', '2024-01-01')).toBe(1);
  });
});

describe('blocks', () => {
  it.each([
    ['2024-01-01', '2024-01-01'],
    ['2024-01-28', '2024-01-01'],
    ['2024-01-29', '2024-01-29'],
    ['2023-12-31', '2023-12-04'],
  ])('%s is in the block of %s', (day, block) => {
    expect(blockStart(day, FIRST_MONDAY)).toBe(block);
  });

  it.each([
    // The block [2024-05-20, 2024-06-17) is closed from 2024-06-24 on.
    ['2024-06-23T23:59:59Z', '2024-05-20'],
    ['2024-06-24T00:00:00Z', '2024-06-17'],
  ])('at %s the last closed block ends on %s', (now, end) => {
    expect(lastClosedEnd(new Date(now), FIRST_MONDAY)).toBe(end);
  });
});

describe('windows', () => {
  it('end with the last closed block', () => {
    expect(closedWindow('4w', options)).toEqual({
      name: '4w',
      from: '2024-05-20',
      to: closedEnd,
    });
    expect(closedWindow('12w', options).from).toBe('2024-03-25');
    expect(closedWindow('52w', options).from).toBe('2023-06-19');
    expect(closedWindow('all', { ...options, firstDay: '2024-02-15' })).toEqual(
      { name: 'all', from: '2024-01-29', to: closedEnd },
    );
  });

  it.each([
    ['2024-03-25', '2024-06-17', '12w'],
    ['2023-06-19', '2024-06-17', '52w'],
    ['2024-05-20', '2024-06-17', '4w'],
    ['2024-01-01', '2024-01-29', '4w'],
    ['2024-06-10', '2024-06-17', undefined],
  ])('[%s, %s) is named %s', (from, to, name) => {
    expect(windowNamedBy({ from, to }, options)).toEqual(
      name ? { name, from, to } : { from, to },
    );
  });

  it.each([
    ['one day', '2024-06-10', '2024-06-11'],
    ['12 weeks that ended earlier', '2024-02-26', '2024-05-20'],
    ['4 weeks off the grid', '2024-05-13', '2024-06-10'],
    ['a block that has not closed', '2024-06-17', '2024-07-15'],
    ['a week that does not begin on a Monday', '2024-06-11', '2024-06-18'],
    ['nothing', '2024-06-10', '2024-06-10'],
  ])('%s is no window', (_, from, to) => {
    expect(windowNamedBy({ from, to }, options)).toBeUndefined();
  });

  it('have their weeks', () => {
    expect(weeksOf({ from: '2024-05-20', to: '2024-06-17' })).toEqual([
      '2024-05-20',
      '2024-05-27',
      '2024-06-03',
      '2024-06-10',
    ]);
  });
});
