import { InputError } from '@backstage/errors';

const TEXT_LIMIT = 320;
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const UNSTORABLE = /[\u0000-\u001f]/;

/** Reads the parameters of a request and collects everything wrong with them, to be told at once. */
export class QueryReader {
  readonly faults: string[] = [];
  readonly #values = new Map<string, string>();

  /** @param raw - `req.query` */
  constructor(raw: Readonly<Record<string, unknown>>, known: readonly string[]) {
    for (const [name, value] of Object.entries(raw)) {
      if (!known.includes(name)) {
        this.faults.push(
          `'${name.slice(0, 60)}' is not a parameter here; known are ${known.join(', ')}`,
        );
      } else if (typeof value !== 'string') {
        this.faults.push(`'${name}' may be given only once, as one value`);
      } else if (value.length > TEXT_LIMIT || UNSTORABLE.test(value)) {
        this.faults.push(
          `'${name}' must be at most ${TEXT_LIMIT} printable characters`,
        );
      } else if (value !== '') {
        this.#values.set(name, value);
      }
    }
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  oneOf<const T extends string>(
    name: string,
    allowed: readonly T[],
  ): T | undefined {
    const value = this.text(name);
    const found = allowed.find(candidate => candidate === value);
    if (value !== undefined && found === undefined) {
      this.faults.push(
        `'${name}' is '${value}'; it must be one of ${allowed.join(', ')}`,
      );
    }
    return found;
  }

  whole(
    name: string,
    options: { fallback: number; smallest: number; largest: number },
  ): number {
    const value = this.text(name);
    if (value === undefined) {
      return options.fallback;
    }
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (!(number >= options.smallest && number <= options.largest)) {
      this.faults.push(
        `'${name}' is '${value}'; it must be a whole number from ${options.smallest} to ${options.largest}`,
      );
      return options.fallback;
    }
    return number;
  }

  /** A UTC day that exists. */
  day(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) {
      return undefined;
    }
    const time = /^\d{4}-\d{2}-\d{2}$/.test(value)
      ? Date.parse(`${value}T00:00:00Z`)
      : NaN;
    if (
      Number.isNaN(time) ||
      new Date(time).toISOString().slice(0, 10) !== value
    ) {
      this.faults.push(`'${name}' is '${value}'; write a day as YYYY-MM-DD`);
      return undefined;
    }
    return value;
  }

  /** @throws InputError (400) with every fault, if there is one */
  refuseFaults(): void {
    if (this.faults.length > 0) {
      throw new InputError(`${this.faults.join('. ')}.`);
    }
  }
}
