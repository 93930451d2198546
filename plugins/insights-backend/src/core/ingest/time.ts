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
  const plain = parsePlainTime(value);
  if (plain !== undefined) {
    return plain;
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

const [DASH, DOT, ZERO, COLON, T, Z] = [45, 46, 48, 58, 84, 90];

/**
 * Reads `2026-05-04T12:30:00Z`, with or without up to six digits of a fraction: what nearly all times are, in a fifth
 * of the time of the expression, which is asked about the rest: the last days of months among it. undefined: not read.
 */
function parsePlainTime(value: string): Micros | undefined {
  const { length } = value;
  const hasFraction = value.charCodeAt(19) === DOT;
  const digits = hasFraction ? length - 21 : 0;
  if (
    value.charCodeAt(length - 1) !== Z ||
    (hasFraction ? digits < 1 || digits > 6 : length !== 20) ||
    value.charCodeAt(4) !== DASH ||
    value.charCodeAt(7) !== DASH ||
    value.charCodeAt(10) !== T ||
    value.charCodeAt(13) !== COLON ||
    value.charCodeAt(16) !== COLON
  ) {
    return undefined;
  }
  const year = readDigits(value, 0, 4);
  const month = readDigits(value, 5, 7);
  const day = readDigits(value, 8, 10);
  const hour = readDigits(value, 11, 13);
  const minute = readDigits(value, 14, 16);
  const second = readDigits(value, 17, 19);
  const fraction =
    readDigits(value, 20, 20 + digits) * 10 ** (hasFraction ? 6 - digits : 0);
  const isPossible =
    year >= 1970 &&
    year <= 2100 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 28 &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59;
  const time =
    Date.UTC(year, month - 1, day, hour, minute, second) * 1000 + fraction;
  // NaN where something was no digit
  return isPossible && Number.isFinite(time) ? time : undefined;
}

function readDigits(text: string, from: number, to: number): number {
  let number = 0;
  for (let index = from; index < to; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : NaN;
  }
  return number;
}

/** RFC 3339 in UTC with microseconds, as PostgreSQL reads it without loss. */
export function formatTime(time: Micros): string {
  const millis = Math.floor(time / 1000);
  const rest = String(time - millis * 1000).padStart(3, '0');
  return `${new Date(millis).toISOString().slice(0, -1)}${rest}Z`;
}

/** Days already written, by their number since 1970. All that can be are 48,000; a history has hundreds. */
const DAYS = new Map<number, string>();

const MOST_DAYS = 5_000;

/** The UTC day a time falls on, YYYY-MM-DD. */
export function dayOf(time: Micros): string {
  const number = Math.floor(time / MICROS_PER_DAY);
  const known = DAYS.get(number);
  if (known !== undefined) {
    return known;
  }
  const day = new Date(Math.floor(time / 1000)).toISOString().slice(0, 10);
  if (DAYS.size < MOST_DAYS) {
    DAYS.set(number, day);
  }
  return day;
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
