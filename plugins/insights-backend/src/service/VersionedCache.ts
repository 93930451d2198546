interface Entry<T> {
  readonly version: string;
  readonly computedAt: number;
  checkedAt: number;
  readonly value: Promise<T>;
}

/** A transaction that began before the newest one and ended after it leaves the version as it was. */
const LONGEST_KEPT_MILLISECONDS = 60_000;

/**
 * Keeps what is costly to compute until the version of its input changes. The version is asked for again only after
 * `freshForMilliseconds`; two callers at the same time share one computation.
 */
export class VersionedCache<T> {
  readonly #version: () => Promise<string>;
  readonly #freshForMilliseconds: number;
  readonly #mostEntries: number;
  readonly #staleForMilliseconds: number;
  readonly #entries = new Map<string, Entry<T>>();
  #renewing = new Map<string, Promise<unknown>>();

  constructor(options: {
    version: () => Promise<string>;
    freshForMilliseconds: number;
    mostEntries: number;
    /** So long what is known is answered while it is computed anew; absent: callers wait. */
    staleForMilliseconds?: number;
  }) {
    this.#version = options.version;
    this.#freshForMilliseconds = options.freshForMilliseconds;
    this.#mostEntries = options.mostEntries;
    this.#staleForMilliseconds = options.staleForMilliseconds ?? 0;
  }

  /**
   * @param options - `meanwhile`: what to answer where nothing is known of the key, while it is computed; only asked
   * where callers need not wait
   */
  async get(
    key: string,
    now: Date,
    compute: () => Promise<T>,
    options: { meanwhile?: () => Promise<T | undefined> } = {},
  ): Promise<T> {
    const time = now.getTime();
    const known = this.#entries.get(key);
    if (known && time - known.checkedAt < this.#freshForMilliseconds) {
      return known.value;
    }
    if (known && time - known.checkedAt < this.#staleForMilliseconds) {
      this.#renewBehind(key, now, compute);
      return known.value;
    }
    if (!known && this.#staleForMilliseconds > 0) {
      const meanwhile = await options.meanwhile?.();
      if (meanwhile !== undefined) {
        this.#renewBehind(key, now, compute);
        return meanwhile;
      }
    }
    return await this.#renew(key, now, compute);
  }

  /** What is known counts as old: who asks next waits for the version of then. */
  expire(): void {
    for (const entry of this.#entries.values()) {
      entry.checkedAt = -Infinity;
    }
  }

  /** Keeps what is known in its place until the new value is there. */
  #renewBehind(key: string, now: Date, compute: () => Promise<T>): void {
    if (this.#renewing.has(key)) {
      return;
    }
    const renewal = this.#renew(key, now, compute, { behind: true })
      // The next caller that has to wait for it is told what went wrong.
      .catch(() => undefined)
      .finally(() => this.#renewing.delete(key));
    this.#renewing.set(key, renewal);
  }

  async #renew(
    key: string,
    now: Date,
    compute: () => Promise<T>,
    { behind = false } = {},
  ): Promise<T> {
    const time = now.getTime();
    const version = await this.#version();
    const current = this.#entries.get(key);
    if (
      current?.version === version &&
      time - current.computedAt < LONGEST_KEPT_MILLISECONDS
    ) {
      current.checkedAt = time;
      return current.value;
    }
    const value = compute();
    if (behind) {
      await value;
    }
    const entry = { version, computedAt: time, checkedAt: time, value };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    value.catch(() => {
      if (this.#entries.get(key) === entry) {
        this.#entries.delete(key);
      }
    });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#mostEntries) {
        break;
      }
      this.#entries.delete(oldest);
    }
    return value;
  }
}
