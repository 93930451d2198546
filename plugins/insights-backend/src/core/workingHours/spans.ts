/** A stretch of time, half open, in milliseconds since 1970. */
export type Span = readonly [from: number, to: number];

/** The same time as spans that are in order, do not touch and are not empty. */
export function union(spans: Iterable<Span>): Span[] {
  const sorted = [...spans]
    .filter(([from, to]) => to > from)
    .sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = joined.at(-1);
    if (last && from <= last[1]) {
      last[1] = Math.max(last[1], to);
    } else {
      joined.push([from, to]);
    }
  }
  return joined;
}

/** What both have. Both must be as `union` leaves them. */
export function intersect(a: readonly Span[], b: readonly Span[]): Span[] {
  const common: Span[] = [];
  let i = 0;
  let j = 0;
  for (let left = a[0], right = b[0]; left && right;) {
    const from = Math.max(left[0], right[0]);
    const to = Math.min(left[1], right[1]);
    if (to > from) {
      common.push([from, to]);
    }
    if (left[1] <= right[1]) {
      left = a[++i];
    } else {
      right = b[++j];
    }
  }
  return common;
}

/** What `a` has and `b` has not. Both must be as `union` leaves them. */
export function minus(a: readonly Span[], b: readonly Span[]): Span[] {
  const rest: Span[] = [];
  let j = 0;
  for (const [from, to] of a) {
    let start = from;
    // A span of b can reach over several of a, so the last one looked at is looked at again.
    while (j > 0 && (b[j - 1]?.[1] ?? 0) > from) {
      j--;
    }
    for (let cut = b[j]; cut && cut[0] < to; cut = b[++j]) {
      if (cut[1] <= start) {
        continue;
      }
      if (cut[0] > start) {
        rest.push([start, cut[0]]);
      }
      start = Math.max(start, cut[1]);
    }
    if (start < to) {
      rest.push([start, to]);
    }
  }
  return rest;
}

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, [from, to]) => sum + (to - from), 0);
}
