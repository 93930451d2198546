import { CEL_LIMITS } from './celProfile';

/**
 * Faults that can be seen in the text alone. The parser recurses into brackets, so their nesting is counted before it
 * sees them; brackets in strings and comments do not count.
 */
export function faultOfCelText(text: string): string | undefined {
  if (text.trim() === '') {
    return 'must be an expression';
  }
  if (text.length > CEL_LIMITS.text) {
    return `has ${text.length} characters, at most ${CEL_LIMITS.text} are allowed`;
  }
  const bare = text.replace(
    /"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*/g,
    '""',
  );
  let depth = 0;
  for (const character of bare) {
    if ('([{'.includes(character)) {
      depth += 1;
    } else if (')]}'.includes(character)) {
      depth -= 1;
    }
    if (depth > CEL_LIMITS.brackets) {
      return `nests brackets more than ${CEL_LIMITS.brackets} deep`;
    }
  }
  return /[!-]{20}/.test(bare.replace(/\s+/g, ''))
    ? 'repeats ! or - more often than anybody means'
    : undefined;
}

/** What makes a regular expression slow although its time is linear in the text: how large it is when written out. */
export function faultOfPattern(pattern: string): string | undefined {
  if (pattern.length > CEL_LIMITS.pattern) {
    return `has a regular expression of ${pattern.length} characters, at most ${CEL_LIMITS.pattern} are allowed`;
  }
  let product = 1;
  for (const [, least = '0', most] of pattern.matchAll(
    /\{(\d{1,6})(?:,(\d{1,6})?)?\}/g,
  )) {
    product *= Math.max(1, Number(least), Number(most ?? 0));
  }
  return product > CEL_LIMITS.repetitions
    ? `has a regular expression that repeats its parts up to ${product} times, at most ${CEL_LIMITS.repetitions} are allowed`
    : undefined;
}
