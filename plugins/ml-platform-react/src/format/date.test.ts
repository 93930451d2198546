import {
  formatDate,
  formatDayAndMonth,
  formatSince,
  formatWeek,
  formatWindow,
} from './date';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatWeek', () => {
  it.each([
    ['2026-01-05', 'W02', '2026-W02'],
    // The first days of a year may belong to the last week of the year before, and the other way round.
    ['2027-01-01', 'W53', '2026-W53'],
    ['2024-12-30', 'W01', '2025-W01'],
    ['2026-12-28', 'W53', '2026-W53'],
  ])('knows the ISO week of %s', (date, week, withYear) => {
    expect(formatWeek(date)).toBe(week);
    expect(formatWeek(date, { year: true })).toBe(withYear);
  });
});

describe('dates', () => {
  it('are days in UTC', () => {
    expect(plain(formatDate('2026-05-03'))).toBe('3 May 2026');
    expect(plain(formatDate(new Date('2026-05-03T23:59:59Z')))).toBe(
      '3 May 2026',
    );
    expect(plain(formatDayAndMonth('2026-05-03'))).toBe('3 May');
    expect(formatDate('nonsense')).toBe('–');
  });

  it('show a half-open window with its last day', () => {
    expect(plain(formatWindow({ from: '2026-08-03', to: '2026-10-26' }))).toBe(
      '3 Aug to 25 Oct 2026',
    );
    expect(plain(formatWindow({ from: '2025-11-03', to: '2026-01-05' }))).toBe(
      '3 Nov 2025 to 4 Jan 2026',
    );
  });
});

describe('formatSince', () => {
  const now = new Date('2026-05-10T12:00:00Z');
  it.each([
    ['2026-05-10T11:59:50Z', 'just now'],
    ['2026-05-10T11:20:00Z', '40 min ago'],
    ['2026-05-10T09:00:00Z', '3 h ago'],
    ['2026-05-09T10:00:00Z', '1 day ago'],
    ['2026-05-04T13:00:00Z', '5 days ago'],
    ['2026-05-03T12:00:00Z', '3 May 2026'],
    ['2026-05-11T12:00:00Z', '11 May 2026'],
  ])('says %s as %s', (time, expected) => {
    expect(plain(formatSince(time, now))).toBe(expected);
  });
});
