const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})$/;
const HOUR_MS = 3_600_000;

/**
 * Turns times without a zone, as `sacct` prints them, into instants.
 *
 * In the hour that a clock set back repeats, the earlier of the two is taken; a time that a clock set forward leaves
 * out is taken as if it had not been set yet.
 */
export class LocalTime {
  readonly #format: Intl.DateTimeFormat;
  /** Offsets by hour: formatting is dear, and jobs come in millions. */
  readonly #offsets = new Map<number, number>();

  /** @throws RangeError where the zone is no IANA name */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Milliseconds; undefined for what is no time. */
  parse(text: string): number | undefined {
    const match = LOCAL.exec(text);
    if (!match) {
      return undefined;
    }
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] =
      match.slice(1).map(Number);
    const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
    const back = new Date(asUtc);
    if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) {
      return undefined;
    }
    const offsets = [
      this.#offsetAt(asUtc - 24 * HOUR_MS),
      this.#offsetAt(asUtc + 24 * HOUR_MS),
    ];
    const instants = offsets
      .map(offset => ({ offset, instant: asUtc - offset }))
      .filter(({ offset, instant }) => this.#offsetAt(instant) === offset)
      .map(({ instant }) => instant);
    return instants.length > 0
      ? Math.min(...instants)
      : asUtc - (offsets[0] ?? 0);
  }

  /** As `sacct` takes times: without a zone. */
  print(instant: number): string {
    return new Date(instant + this.#offsetAt(instant))
      .toISOString()
      .slice(0, 19);
  }

  #offsetAt(instant: number): number {
    // Zones change at quarters of an hour at the finest.
    const slot = Math.floor(instant / (HOUR_MS / 4));
    const known = this.#offsets.get(slot);
    if (known !== undefined) {
      return known;
    }
    const start = slot * (HOUR_MS / 4);
    const parts = new Map(
      this.#format
        .formatToParts(start)
        .map(({ type, value }) => [type, Number(value)]),
    );
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const offset =
      Date.UTC(
        part('year'),
        part('month') - 1,
        part('day'),
        part('hour'),
        part('minute'),
        part('second'),
      ) - start;
    if (this.#offsets.size > 200_000) {
      this.#offsets.clear();
    }
    this.#offsets.set(slot, offset);
    return offset;
  }
}
