import { compileGlob, Glob } from './glob';

export interface GlobMatch<T> {
  readonly glob: Glob;
  readonly value: T;
}

/** Of more globs with the same beginning and end than this, a part in the middle is looked for. */
const CROWDED = 16;
const GRAM = 3;

/**
 * Finds which of many globs match a text, without trying them all.
 *
 * A glob is filed once: under the whole text it stands for, else under the rarer of its literal beginning and end,
 * else under the rarest three characters in it. A look-up tries each beginning and end of the text whose length
 * occurs, and each three characters of it. Only globs with less than that are tried one by one.
 */
export class GlobIndex<T> {
  readonly #exact = new Map<string, GlobMatch<T>[]>();
  readonly #byPrefix = new Map<string, GlobMatch<T>[]>();
  readonly #bySuffix = new Map<string, GlobMatch<T>[]>();
  readonly #byGram = new Map<string, GlobMatch<T>[]>();
  readonly #anywhere: GlobMatch<T>[] = [];
  readonly #prefixLengths: readonly number[];
  readonly #suffixLengths: readonly number[];

  constructor(globs: Iterable<readonly [glob: string, value: T]>) {
    const entries = Array.from(globs, ([source, value]) => ({
      glob: compileGlob(source),
      value,
    }));
    this.#file(entries);
    this.#prefixLengths = lengthsOf(this.#byPrefix);
    this.#suffixLengths = lengthsOf(this.#bySuffix);
  }

  find(text: string): GlobMatch<T>[] {
    const found = [...(this.#exact.get(text) ?? [])];
    const collect = (entries: readonly GlobMatch<T>[] | undefined) => {
      for (const entry of entries ?? []) {
        if (entry.glob.matches(text)) {
          found.push(entry);
        }
      }
    };
    for (const length of this.#prefixLengths) {
      collect(
        length <= text.length
          ? this.#byPrefix.get(text.slice(0, length))
          : undefined,
      );
    }
    for (const length of this.#suffixLengths) {
      collect(
        length <= text.length
          ? this.#bySuffix.get(text.slice(text.length - length))
          : undefined,
      );
    }
    if (this.#byGram.size > 0) {
      gramsOf(text).forEach(gram => collect(this.#byGram.get(gram)));
    }
    collect(this.#anywhere);
    return found;
  }

  #file(entries: readonly GlobMatch<T>[]): void {
    const prefixes = countBy(entries, ({ glob }) => [glob.prefix]);
    const suffixes = countBy(entries, ({ glob }) => [glob.suffix]);
    const crowded: GlobMatch<T>[] = [];
    for (const entry of entries) {
      const { exact, source, prefix, suffix } = entry.glob;
      const sharePrefix =
        prefix === '' ? Infinity : (prefixes.get(prefix) ?? 0);
      const shareSuffix =
        suffix === '' ? Infinity : (suffixes.get(suffix) ?? 0);
      if (exact) {
        push(this.#exact, source, entry);
      } else if (Math.min(sharePrefix, shareSuffix) > CROWDED) {
        crowded.push(entry);
      } else if (sharePrefix <= shareSuffix) {
        push(this.#byPrefix, prefix, entry);
      } else {
        push(this.#bySuffix, suffix, entry);
      }
    }
    this.#fileByGram(crowded);
  }

  #fileByGram(entries: readonly GlobMatch<T>[]): void {
    const grams = (entry: GlobMatch<T>) =>
      entry.glob.source.split('*').flatMap(part => [...gramsOf(part)]);
    const counts = countBy(entries, grams);
    const countOf = (gram: string) => counts.get(gram) ?? 0;
    for (const entry of entries) {
      const [first, ...others] = grams(entry);
      if (first === undefined) {
        this.#anywhere.push(entry);
      } else {
        const rarest = others.reduce(
          (best, gram) => (countOf(gram) < countOf(best) ? gram : best),
          first,
        );
        push(this.#byGram, rarest, entry);
      }
    }
  }
}

function gramsOf(text: string): Set<string> {
  const grams = new Set<string>();
  for (let start = 0; start + GRAM <= text.length; start++) {
    grams.add(text.slice(start, start + GRAM));
  }
  return grams;
}

function countBy<E>(
  entries: readonly E[],
  keysOf: (entry: E) => readonly string[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    for (const key of keysOf(entry)) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

function push<E>(drawers: Map<string, E[]>, key: string, entry: E): void {
  const drawer = drawers.get(key);
  if (drawer) {
    drawer.push(entry);
  } else {
    drawers.set(key, [entry]);
  }
}

function lengthsOf(drawers: ReadonlyMap<string, unknown>): number[] {
  const lengths = new Set<number>();
  for (const key of drawers.keys()) {
    lengths.add(key.length);
  }
  return [...lengths].sort((a, b) => a - b);
}
