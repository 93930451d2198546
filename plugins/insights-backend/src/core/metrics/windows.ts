import { MetricWindow } from '@mli/plugin-insights-common';

/** A UTC day as `YYYY-MM-DD`; such strings order as their days do. */
export type Day = string;

/** Half open: `from` is inside, `to` is not. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

export interface NamedWindow extends DayRange {
  readonly name?: MetricWindow;
}

export const DAYS_PER_WEEK = 7;
export const DAYS_PER_BLOCK = 28;
/** What arrives within this time still counts in its period; later arrivals are revisions. */
export const CLOSES_AFTER_DAYS = 7;
/** The Monday blocks are counted from unless configuration names another one. */
export const DEFAULT_FIRST_MONDAY: Day = '2024-01-01';

const MILLISECONDS_PER_DAY = 86_400_000;

/** Whole days since 1970-01-01. */
export function dayNumber(day: Day): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / MILLISECONDS_PER_DAY);
}

export function dayOf(time: Date): Day {
  return time.toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return dayOf(new Date((dayNumber(day) + days) * MILLISECONDS_PER_DAY));
}

/** Whole days from `a` to `b`, negative where `b` is earlier. */
export function daysBetween(a: Day, b: Day): number {
  return dayNumber(b) - dayNumber(a);
}

/** Monday of the ISO week the day is in. */
export function mondayOf(day: Day): Day {
  // 1970-01-01 was a Thursday, so day number 4 is a Monday.
  const sinceMonday = (((dayNumber(day) - 4) % 7) + 7) % 7;
  return addDays(day, -sinceMonday);
}

/** Start of the 4-week block the day is in. */
export function blockStart(day: Day, firstMonday: Day): Day {
  const blocks = Math.floor(daysBetween(firstMonday, day) / DAYS_PER_BLOCK);
  return addDays(firstMonday, blocks * DAYS_PER_BLOCK);
}

/** The day after the last block that has closed: it ended at least 7 days before `now`. */
export function lastClosedEnd(now: Date, firstMonday: Day): Day {
  return blockStart(addDays(dayOf(now), -CLOSES_AFTER_DAYS), firstMonday);
}

const BLOCKS: Record<Exclude<MetricWindow, 'all'>, number> = {
  '4w': 1,
  '12w': 3,
  '52w': 13,
};

/** The window of that name which ends with the last closed block; `all` begins with the block of the first day. */
export function closedWindow(
  name: MetricWindow,
  options: { closedEnd: Day; firstMonday: Day; firstDay?: Day },
): NamedWindow {
  const { closedEnd, firstMonday, firstDay = closedEnd } = options;
  if (name === 'all') {
    const from = blockStart(firstDay, firstMonday);
    return { name, from: from < closedEnd ? from : closedEnd, to: closedEnd };
  }
  return {
    name,
    from: addDays(closedEnd, -BLOCKS[name] * DAYS_PER_BLOCK),
    to: closedEnd,
  };
}

/**
 * The window that a pair of days names: any closed 4-week block, an ISO week of one, or the last closed 12 or 52
 * weeks. Anything else is undefined: the difference of two freely chosen windows could single out a person.
 */
export function windowNamedBy(
  range: DayRange,
  options: { closedEnd: Day; firstMonday: Day },
): NamedWindow | undefined {
  const { closedEnd, firstMonday } = options;
  for (const name of ['12w', '52w'] as const) {
    const window = closedWindow(name, options);
    if (window.from === range.from && window.to === range.to) {
      return window;
    }
  }
  if (range.to > closedEnd) {
    return undefined;
  }
  const days = daysBetween(range.from, range.to);
  if (
    days === DAYS_PER_BLOCK &&
    blockStart(range.from, firstMonday) === range.from
  ) {
    return { name: '4w', ...range };
  }
  if (days === DAYS_PER_WEEK && mondayOf(range.from) === range.from) {
    return range;
  }
  return undefined;
}

/** The Mondays of the whole weeks in a range that begins on a Monday. */
export function weeksOf(range: DayRange): Day[] {
  const weeks: Day[] = [];
  for (
    let week = range.from;
    week < range.to;
    week = addDays(week, DAYS_PER_WEEK)
  ) {
    weeks.push(week);
  }
  return weeks;
}
