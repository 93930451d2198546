export interface BriefCacheOptions<V> {
  ttlMilliseconds: number;
  /** Least recently used entries go first when either bound is passed. */
  maxEntries: number;
  maxWeight: number;
  weightOf: (value: V) => number;
  now?: () => number;
}

interface Entry<V> {
  readonly value: Promise<V>;
  /** From the start of the load: what was read while loading is not older than this. */
  readonly expiresAt: number;
  weight: number;
}

/**
 * Remembers results for a short time. Callers that ask for the same key while it loads share one load; a load
 * that fails is forgotten, so that the next caller tries again.
 */
export class BriefCache<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #options: BriefCacheOptions<V>;
  readonly #now: () => number;
  #weight = 0;

  constructor(options: BriefCacheOptions<V>) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  get size(): number {
    return this.#entries.size;
  }

  get weight(): number {
    return this.#weight;
  }

  getOrLoad(key: string, load: () => Promise<V>): Promise<V> {
    const known = this.#entries.get(key);
    if (known && known.expiresAt > this.#now()) {
      // Re-inserted: a Map keeps insertion order, which is the order of use here.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.value;
    }
    this.#drop(key);

    const entry: Entry<V> = {
      value: load(),
      expiresAt: this.#now() + this.#options.ttlMilliseconds,
      weight: 0,
    };
    this.#entries.set(key, entry);
    entry.value.then(
      value => this.#settled(key, entry, value),
      () => this.#forget(key, entry),
    );
    this.#evict();
    return entry.value;
  }

  #settled(key: string, entry: Entry<V>, value: V): void {
    if (this.#entries.get(key) === entry) {
      entry.weight = this.#options.weightOf(value);
      this.#weight += entry.weight;
      this.#evict();
    }
  }

  #forget(key: string, entry: Entry<V>): void {
    if (this.#entries.get(key) === entry) {
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (entry) {
      this.#entries.delete(key);
      this.#weight -= entry.weight;
    }
  }

  #evict(): void {
    for (const key of this.#entries.keys()) {
      if (
        this.#entries.size <= this.#options.maxEntries &&
        this.#weight <= this.#options.maxWeight
      ) {
        return;
      }
      this.#drop(key);
    }
  }
}
