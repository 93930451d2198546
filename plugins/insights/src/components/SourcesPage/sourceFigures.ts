import type { SourceActivity } from '@mli/plugin-insights-common';

const DAY_MS = 86_400_000;

export function countOf(source: SourceActivity, status: string): number {
  return source.counts
    .filter(count => count.status === status)
    .reduce((sum, { count }) => sum + count, 0);
}

/** What was accepted on each of the last days (UTC), the newest last; a day without events is zero. */
export function dailyEvents(
  source: SourceActivity,
  days: number,
  now: Date,
): number[] {
  const byDay = new Map<string, number>();
  for (const { day, status, count } of source.counts) {
    if (status === 'accepted') {
      byDay.set(day, (byDay.get(day) ?? 0) + count);
    }
  }
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(now.getTime() - (days - 1 - index) * DAY_MS);
    return byDay.get(day.toISOString().slice(0, 10)) ?? 0;
  });
}
