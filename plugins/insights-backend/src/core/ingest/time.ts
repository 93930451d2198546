/**
 * Microseconds since 1970-01-01T00:00:00Z, a whole number. Every one up to the year 2255 is exact in a double.
 */
export type Micros = number;

export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
export const MICROS_PER_DAY = 24 * 60 * MICROS_PER_MINUTE;

/** Years 1970 to 2100, in milliseconds. */
const EARLIEST = 0;
const LATEST = Date.UTC(2101, 0);

const FORMAT =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?\s?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)?(?:\[[A-Za-z0-9/_+-]{1,40}\])?$/;

/**
 * Reads the times producers write: RFC 3339, with or without seconds, zone and fraction.
 *
 * No zone means UTC. Six digits of a fraction are kept, the rest is cut. A leap second is the second after it.
 * Answers undefined for anything else, years outside 1970 to 2100 included.
 */
export function parseTime(value: unknown): Micros | undefined {
  if (typeof value !== 'string' || value.length > 80) {
    return undefined;
  }
  const match = FORMAT.exec(value.trim());
  if (!match) {
    return undefined;
  }
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = Number(match[6] ?? 0);
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60) {
    return undefined;
  }
  if (day < 1 || day > daysInMonth(year, month)) {
    return undefined;
  }
  const offsetMinutes = readOffsetMinutes(match);
  if (offsetMinutes === undefined) {
    return undefined;
  }
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const utc = local - offsetMinutes * 60_000;
  if (utc < EARLIEST || utc >= LATEST) {
    return undefined;
  }
  const fraction = Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
  return utc * 1000 + fraction;
}

/** RFC 3339 in UTC with microseconds, as PostgreSQL reads it without loss. */
export function formatTime(time: Micros): string {
  const millis = Math.floor(time / 1000);
  const rest = String(time - millis * 1000).padStart(3, '0');
  return `${new Date(millis).toISOString().slice(0, -1)}${rest}Z`;
}

/** The UTC day a time falls on, YYYY-MM-DD. */
export function dayOf(time: Micros): string {
  return new Date(Math.floor(time / 1000)).toISOString().slice(0, 10);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) {
    const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    return isLeap ? 29 : 28;
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function readOffsetMinutes(match: RegExpExecArray): number | undefined {
  const sign = match[9];
  if (sign === undefined) {
    return 0;
  }
  const hours = Number(match[10]);
  const minutes = Number(match[11] ?? 0);
  if (hours > 18 || minutes > 59) {
    return undefined;
  }
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}
