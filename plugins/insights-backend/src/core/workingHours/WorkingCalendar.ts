import { Span } from './spans';

/** When people of a team work, by the clock on their wall. */
export interface WorkingHours {
  /** IANA name, `Europe/Berlin`. */
  readonly timeZone: string;
  /** 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  /** Minutes after midnight; `to` is not inside and is later than `from`. */
  readonly from: number;
  readonly to: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Weekdays from 7 to 19 hours. */
export const DEFAULT_WORKING_HOURS: WorkingHours = {
  timeZone: 'UTC',
  days: [1, 2, 3, 4, 5],
  from: 7 * 60,
  to: 19 * 60,
};

export const HOURS_OF_WEEK = 168;

/** Working hours as spans of time; days on which clocks change are as long as they are. */
export class WorkingCalendar {
  readonly #hours: WorkingHours;
  readonly #format: Intl.DateTimeFormat;
  readonly #days = new Map<number, Span | undefined>();
  readonly #offsets = new Map<number, number>();

  /** @throws RangeError for a time zone nobody knows */
  constructor(hours: WorkingHours) {
    this.#hours = hours;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: hours.timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** The working hours in [from, to), in order. */
  within([from, to]: Span): Span[] {
    const spans: Span[] = [];
    const first = Math.floor(this.#toLocal(from) / DAY_MS);
    const last = Math.floor(this.#toLocal(to) / DAY_MS);
    for (let day = first; day <= last; day++) {
      const span = this.#dayOfWork(day);
      if (span && span[1] > from && span[0] < to) {
        spans.push([Math.max(span[0], from), Math.min(span[1], to)]);
      }
    }
    return spans;
  }

  /** How much of a span lies in each local hour of the week; 0 is Monday, midnight to one. */
  byHourOfWeek([from, to]: Span): Map<number, number> {
    const hours = new Map<number, number>();
    for (let start = from; start < to;) {
      const local = this.#toLocal(start);
      const end = Math.min(to, start + HOUR_MS - modulo(local, HOUR_MS));
      const day = Math.floor(local / DAY_MS);
      const index =
        (weekday(day) - 1) * 24 + Math.floor(modulo(local, DAY_MS) / HOUR_MS);
      hours.set(index, (hours.get(index) ?? 0) + (end - start));
      start = end;
    }
    return hours;
  }

  /** @param day - days since 1970-01-01 on the local calendar */
  #dayOfWork(day: number): Span | undefined {
    if (!this.#hours.days.includes(weekday(day))) {
      return undefined;
    }
    if (!this.#days.has(day)) {
      const { from, to } = this.#hours;
      this.#days.set(day, [
        this.#toTime(day * DAY_MS + from * 60_000),
        this.#toTime(day * DAY_MS + to * 60_000),
      ]);
    }
    return this.#days.get(day);
  }

  /** The time on the wall as if it were UTC. */
  #toLocal(time: number): number {
    return time + this.#offsetAt(time);
  }

  /** The first guess can be on the other side of a change of clocks; the second is not. */
  #toTime(local: number): number {
    const guess = local - this.#offsetAt(local);
    return local - this.#offsetAt(guess);
  }

  /** Clocks change on a quarter of an hour at the finest, so offsets are kept by it. */
  #offsetAt(time: number): number {
    const quarter = Math.floor(time / 900_000) * 900_000;
    const known = this.#offsets.get(quarter);
    if (known !== undefined) {
      return known;
    }
    const parts: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(quarter)) {
      parts[type] = Number(value);
    }
    const local = Date.UTC(
      parts.year ?? 0,
      (parts.month ?? 1) - 1,
      parts.day,
      parts.hour,
      parts.minute,
      parts.second,
    );
    const offset = local - quarter;
    this.#offsets.set(quarter, offset);
    return offset;
  }
}

/** 1970-01-01 was a Thursday. */
function weekday(day: number): number {
  return modulo(day + 3, 7) + 1;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
