/**
 * A pattern in which `*` stands for any characters, none included, `/` included, and everything else for itself.
 * Anchored at both ends, case-sensitive.
 *
 * Matching takes each literal part at its leftmost place, which is right for `*` alone and never goes back; no
 * regular expression is made of what people write into the catalog.
 */
export interface Glob {
  readonly source: string;
  /** Without a `*` it matches one text only. */
  readonly exact: boolean;
  /** What every matching text begins and ends with. */
  readonly prefix: string;
  readonly suffix: string;
  /** Characters that are not `*`: of two patterns that match, the one with more says more. */
  readonly literalLength: number;
  matches(text: string): boolean;
}

export function compileGlob(source: string): Glob {
  const parts = source.split('*');
  const prefix = parts[0] ?? '';
  const suffix = parts.at(-1) ?? '';
  const exact = parts.length === 1;
  const middle = parts.slice(1, -1).filter(part => part !== '');
  const literalLength = source.length - (parts.length - 1);
  return {
    source,
    exact,
    prefix,
    suffix,
    literalLength,
    matches: exact
      ? text => text === source
      : text =>
          text.length >= literalLength &&
          text.startsWith(prefix) &&
          text.endsWith(suffix) &&
          containsInOrder(text, middle, prefix.length, suffix.length),
  };
}

function containsInOrder(
  text: string,
  parts: readonly string[],
  prefixLength: number,
  suffixLength: number,
): boolean {
  const end = text.length - suffixLength;
  let position = prefixLength;
  for (const part of parts) {
    const found = text.indexOf(part, position);
    if (found < 0 || found + part.length > end) {
      return false;
    }
    position = found + part.length;
  }
  return position <= end;
}
