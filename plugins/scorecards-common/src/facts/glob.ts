/**
 * Whether the whole text matches a pattern in which `*` stands for any characters and `?` for one. There is no
 * other syntax. Time is at most length of pattern times length of text, whatever the pattern: the last star alone is
 * retried, which is enough because an earlier star can only have matched less.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let retryAt = 0;
  while (t < text.length) {
    const wanted = pattern[p];
    if (wanted === '*') {
      starAt = p;
      retryAt = t;
      p += 1;
    } else if (wanted === '?' || wanted === text[t]) {
      p += 1;
      t += 1;
    } else if (starAt >= 0) {
      p = starAt + 1;
      retryAt += 1;
      t = retryAt;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') {
    p += 1;
  }
  return p === pattern.length;
}
