import { compileGlob, Glob } from './glob';

interface Entry<T> {
  readonly glob: Glob;
  readonly value: T;
}

export interface GlobMatch<T> {
  readonly glob: Glob;
  readonly value: T;
}

/**
 * Finds which of many globs match a text, without trying them all.
 *
 * A glob is filed under the whole text it stands for, or under the longer of its literal beginning and end; a
 * look-up tries each beginning and end of the text whose length occurs. Only globs that begin and end with `*` are
 * tried one by one.
 */
export class GlobIndex<T> {
  readonly #exact = new Map<string, Entry<T>[]>();
  readonly #byPrefix = new Map<string, Entry<T>[]>();
  readonly #bySuffix = new Map<string, Entry<T>[]>();
  readonly #floating: Entry<T>[] = [];
  readonly #prefixLengths: readonly number[];
  readonly #suffixLengths: readonly number[];

  constructor(globs: Iterable<readonly [glob: string, value: T]>) {
    for (const [source, value] of globs) {
      this.#add({ glob: compileGlob(source), value });
    }
    this.#prefixLengths = lengthsOf(this.#byPrefix);
    this.#suffixLengths = lengthsOf(this.#bySuffix);
  }

  find(text: string): GlobMatch<T>[] {
    const found: GlobMatch<T>[] = [...(this.#exact.get(text) ?? [])];
    for (const length of this.#prefixLengths) {
      if (length > text.length) {
        break;
      }
      collect(this.#byPrefix.get(text.slice(0, length)), text, found);
    }
    for (const length of this.#suffixLengths) {
      if (length > text.length) {
        break;
      }
      collect(
        this.#bySuffix.get(text.slice(text.length - length)),
        text,
        found,
      );
    }
    collect(this.#floating, text, found);
    return found;
  }

  #add(entry: Entry<T>): void {
    const { exact, source, prefix, suffix } = entry.glob;
    if (exact) {
      file(this.#exact, source, entry);
    } else if (prefix.length >= suffix.length && prefix !== '') {
      file(this.#byPrefix, prefix, entry);
    } else if (suffix !== '') {
      file(this.#bySuffix, suffix, entry);
    } else {
      this.#floating.push(entry);
    }
  }
}

function file<T>(
  drawers: Map<string, Entry<T>[]>,
  key: string,
  entry: Entry<T>,
): void {
  const drawer = drawers.get(key);
  if (drawer) {
    drawer.push(entry);
  } else {
    drawers.set(key, [entry]);
  }
}

function collect<T>(
  entries: readonly Entry<T>[] | undefined,
  text: string,
  found: GlobMatch<T>[],
): void {
  for (const entry of entries ?? []) {
    if (entry.glob.matches(text)) {
      found.push(entry);
    }
  }
}

function lengthsOf(drawers: ReadonlyMap<string, unknown>): number[] {
  const lengths = new Set<number>();
  for (const key of drawers.keys()) {
    lengths.add(key.length);
  }
  return [...lengths].sort((a, b) => a - b);
}
