/**
 * Whether some text matches both patterns, in which `*` stands for any characters and everything else for itself.
 *
 * @remarks Walks both patterns side by side: in state (i, j) what is left of both must still match one text.
 * Quadratic in their lengths, after the literal beginnings and ends were compared, which decides nearly always.
 */
export function globsOverlap(a: string, b: string): boolean {
  if (!a.includes('*')) {
    return b.includes('*') ? globsOverlap(b, a) : a === b;
  }
  if (!agree(a, b)) {
    return false;
  }
  // reached[j]: the text so far may stand before b[j] while standing before a[i].
  let reached = closed(new Set([0]), b);
  for (const character of a) {
    reached =
      character === '*'
        ? closed(everythingFrom(reached, b.length), b)
        : closed(step(reached, character, b), b);
    if (reached.size === 0) {
      return false;
    }
  }
  return reached.has(b.length);
}

/** Both literal beginnings and both literal ends must be able to stand in the same place. */
function agree(a: string, b: string): boolean {
  const heads = [literalHead(a), literalHead(b)] as const;
  const tails = [literalTail(a), literalTail(b)] as const;
  return (
    (heads[0].startsWith(heads[1]) || heads[1].startsWith(heads[0])) &&
    (tails[0].endsWith(tails[1]) || tails[1].endsWith(tails[0]))
  );
}

function literalHead(glob: string): string {
  const star = glob.indexOf('*');
  return star < 0 ? glob : glob.slice(0, star);
}

function literalTail(glob: string): string {
  return glob.slice(glob.lastIndexOf('*') + 1);
}

/** A `*` of b may stand for nothing, so its place and the one after it are reached together. */
function closed(places: ReadonlySet<number>, b: string): Set<number> {
  const all = new Set(places);
  for (const place of all) {
    if (b[place] === '*') {
      all.add(place + 1);
    }
  }
  return all;
}

/** A `*` of a may stand for whatever part of b comes next. */
function everythingFrom(places: ReadonlySet<number>, end: number): Set<number> {
  const first = Math.min(...places);
  return new Set(
    Array.from({ length: end - first + 1 }, (_, index) => first + index),
  );
}

/** One character of a: b takes it as itself, or by a `*` that stays open. */
function step(
  places: ReadonlySet<number>,
  character: string,
  b: string,
): Set<number> {
  const next = new Set<number>();
  for (const place of places) {
    if (b[place] === '*') {
      next.add(place);
    } else if (b[place] === character) {
      next.add(place + 1);
    }
  }
  return next;
}

/**
 * The same for patterns of jobs, `namespace/name`. Where both write the one `/` between the two, each side is compared
 * for itself: `*.lanes/net.*` and `*.maps/net.*` have nothing in common but names with a second `/` in them.
 */
export function jobPatternsOverlap(a: string, b: string): boolean {
  const [aSides, bSides] = [a.split('/'), b.split('/')];
  return aSides.length === 2 && bSides.length === 2
    ? aSides.every((side, index) => globsOverlap(side, bSides[index] ?? ''))
    : globsOverlap(a, b);
}
