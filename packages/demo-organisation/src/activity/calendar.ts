import { Random } from '../random/Random';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** Weeks of the winter, spring and summer holidays. */
const QUIET_ISO_WEEKS = new Set([1, 16, 33, 52, 53]);

/** 00:00 UTC of the Monday of the week `time` lies in. */
export function mondayOf(time: number): number {
  const day = Math.floor(time / DAY);
  // 1970-01-01 was a Thursday.
  return (day - ((day + 3) % 7)) * DAY;
}

export function isoWeek(monday: number): number {
  const thursday = new Date(monday + 3 * DAY);
  const firstOfYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - firstOfYear) / WEEK) + 1;
}

export function isQuietWeek(monday: number): boolean {
  return QUIET_ISO_WEEKS.has(isoWeek(monday));
}

/** How much of a week's work is submitted on each day, from Monday on. */
const DAY_WEIGHTS: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 1.1],
  [2, 1.1],
  [3, 1.05],
  [4, 0.8],
  [5, 0.07],
  [6, 0.05],
];

export function drawDay(monday: number, random: Random): number {
  return monday + random.weighted(DAY_WEIGHTS) * DAY;
}

/** A time at which somebody at work submits something. The company is one hour ahead of UTC. */
export function drawTimeOfDay(random: Random): number {
  const hour = random.weighted([
    [9.2 + 1.3 * random.normal(), 0.46],
    [13.8 + 1.6 * random.normal(), 0.46],
    // "over night", submitted before going home or from there
    [19.5 + 1.5 * random.normal(), 0.08],
  ]);
  return Math.min(Math.max(hour, 5), 23.9) * HOUR;
}

/** The end of the working day, UTC. */
export const END_OF_WORK = 18 * HOUR;
