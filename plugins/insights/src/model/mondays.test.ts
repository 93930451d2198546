import { nextMondays } from './mondays';

it.each([
  ['2026-11-23T17:00:00Z', '2026-11-30'],
  ['2026-11-24T00:00:00Z', '2026-11-30'],
  ['2026-11-29T23:59:00Z', '2026-11-30'],
])('the Monday after %s is %s', (now, monday) => {
  expect(nextMondays(new Date(now), 2, 2)).toEqual([monday, '2026-12-14']);
});
