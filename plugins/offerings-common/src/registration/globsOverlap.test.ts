import fc from 'fast-check';
import { globsOverlap, jobPatternsOverlap } from './globsOverlap';

const matches = (glob: string, text: string) =>
  new RegExp(
    `^${glob
      .split('*')
      .map(part => part.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
      .join('[^]*')}$`,
  ).test(text);

describe('globsOverlap', () => {
  it.each<[string, string, boolean]>([
    ['perception/lanes-*', 'perception/*-eval', true],
    ['perception/lanes-*', 'perception/maps-*', false],
    ['a*b', 'a*c', false],
    ['*', 'anything', true],
    ['exact', 'exact', true],
    ['exact', 'Exact', false],
    ['a*a', 'a', false],
    ['*ab*', '*ba*', true],
    ['a**b', 'ab', true],
    ['', '*', true],
    ['ab*cd', 'abc*d', true],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(globsOverlap(a, b)).toBe(expected);
    expect(globsOverlap(b, a)).toBe(expected);
  });

  it('agrees with trying every short text', () => {
    const texts = [''].concat(
      ...[1, 2, 3, 4, 5, 6].map(length => wordsOf(length)),
    );
    const glob = fc
      .array(fc.constantFrom('a', 'b', '*'), { maxLength: 4 })
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(glob, glob, (a, b) => {
        const shared = texts.some(text => matches(a, text) && matches(b, text));
        // two patterns of 4 characters that share a text share one of at most 6
        expect(globsOverlap(a, b)).toBe(shared);
      }),
      { numRuns: 300 },
    );
  });

  it('is done at once with patterns made to take long', () => {
    const began = Date.now();
    expect(
      globsOverlap(`${'a*'.repeat(100)}b`, `${'*a'.repeat(100)}*c*b`),
    ).toBe(true);
    expect(Date.now() - began).toBeLessThan(1_000);
  });
});

describe('jobPatternsOverlap', () => {
  it.each<[string, string, boolean]>([
    ['*.lanes/net.*', '*.maps/net.*', false],
    ['*.lanes/net.*', '*.lanes/net-distill.*', false],
    ['*/lanes-*', 'perception/*', true],
    ['*lanes*', 'perception/lanes-train', true],
    ['s3://bucket/lanes', 's3://bucket/*', true],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(jobPatternsOverlap(a, b)).toBe(expected);
    expect(jobPatternsOverlap(b, a)).toBe(expected);
  });
});

function wordsOf(length: number): string[] {
  return length === 0
    ? ['']
    : wordsOf(length - 1).flatMap(word => [`${word}a`, `${word}b`]);
}
