import fc from 'fast-check';
import { matchesGlob } from './glob';

describe('matchesGlob', () => {
  it.each([
    ['', '', true],
    ['*', '', true],
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*c', 'acb', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*.lanes/*', 'prod.lanes/train', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['ABC', 'abc', false],
  ])('%j on %j is %s', (pattern, text, wanted) => {
    expect(matchesGlob(pattern, text)).toBe(wanted);
  });

  it('agrees with the regular expression that says the same', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b'),
      maxLength: 8,
    });
    const patterns = fc.string({
      unit: fc.constantFrom('a', 'b', '*', '?'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(patterns, letters, (pattern, text) => {
        const source = pattern.replaceAll('?', '.').replaceAll('*', '.*');
        expect(matchesGlob(pattern, text)).toBe(
          new RegExp(`^${source}$`).test(text),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('is quick on what makes backtracking slow', () => {
    const before = process.cpuUsage();
    expect(matchesGlob(`${'a*'.repeat(200)}b`, 'a'.repeat(2_000))).toBe(false);
    // of this process: a busy machine does not count
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(100);
  });
});
