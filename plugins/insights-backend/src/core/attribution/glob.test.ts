import fc from 'fast-check';
import { compileGlob } from './glob';
import { GlobIndex } from './GlobIndex';

/** The definition, read off the pattern character by character. */
function matchesByDefinition(pattern: string, text: string): boolean {
  let reachable = new Set([0]);
  for (const character of pattern) {
    const next = new Set<number>();
    for (const position of reachable) {
      if (character === '*') {
        for (let end = position; end <= text.length; end++) {
          next.add(end);
        }
      } else if (text[position] === character) {
        next.add(position + 1);
      }
    }
    reachable = next;
  }
  return reachable.has(text.length);
}

const pattern = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '*'),
  maxLength: 12,
});
const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 16 });

describe('compileGlob', () => {
  it.each([
    ['feast', 'feast', true],
    ['feast', 'feast2', false],
    ['feast*', 'feast/prod', true],
    ['*feast', 'prod/feast', true],
    ['Feast*', 'feast', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*a', 'aba', true],
    ['a*bb*a', 'aba', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a.c', 'abc', false],
    ['a[bc]*', 'ab', false],
  ])('%s on %s: %s', (glob, value, expected) => {
    expect(compileGlob(glob).matches(value)).toBe(expected);
  });

  it('matches what its definition matches', () => {
    fc.assert(
      fc.property(pattern, text, (glob, value) => {
        expect(compileGlob(glob).matches(value)).toBe(
          matchesByDefinition(glob, value),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not blow up on a pattern made to', () => {
    const glob = compileGlob(`${'a*'.repeat(200)}b`);
    // a backtracking match would take longer than anybody waits
    expect(glob.matches(`${'a'.repeat(2_000)}c`)).toBe(false);
  });
});

describe('GlobIndex', () => {
  const expectExactly = (globs: string[], value: string) => {
    const index = new GlobIndex(globs.map(glob => [glob, glob]));
    const found = index.find(value).map(match => match.value);
    expect(found.sort()).toEqual(
      globs.filter(glob => matchesByDefinition(glob, value)).sort(),
    );
  };

  it('finds exactly the globs that match', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(pattern, { maxLength: 30 }),
        text,
        (globs, value) => expectExactly(globs, value),
      ),
      { numRuns: 1_000 },
    );
  });

  it('finds them where very many begin and end alike', () => {
    const middle = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', '*'),
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(middle, { minLength: 30, maxLength: 60 }),
        fc.constantFrom('', 'ab'),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 }),
        (middles, end, value) =>
          expectExactly(
            [...new Set(middles.map(part => `${end}*${part}*${end}`))],
            `${end}${value}${end}`,
          ),
      ),
      { numRuns: 500 },
    );
  });
});
