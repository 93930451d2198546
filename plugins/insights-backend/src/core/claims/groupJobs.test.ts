import fc from 'fast-check';
import { compileGlob } from '../attribution/glob';
import { groupJobs, runsOf, UnclaimedJob } from './groupJobs';

const job = (path: string, runs = 1): UnclaimedJob => {
  const slash = path.indexOf('/');
  return {
    namespace: path.slice(0, slash),
    name: path.slice(slash + 1),
    runs,
  };
};

const patternsOf = (
  paths: readonly string[],
  foreign: Record<string, string[]> = {},
) =>
  groupJobs(
    paths.map(path => job(path)),
    new Map(Object.entries(foreign)),
  )
    .map(group => group.pattern)
    .sort();

describe('groupJobs', () => {
  it.each<[string, string[], Record<string, string[]>, string[]]>([
    [
      'names that begin alike are one thing',
      ['perception/lanes-train', 'perception/lanes-eval'],
      {},
      ['perception/lanes-*'],
    ],
    [
      'the beginning is as long as it can be, in whole words',
      ['p/lanes-train-a', 'p/lanes-train-b1', 'p/lanes-train-b2'],
      {},
      ['p/lanes-train-*'],
    ],
    [
      'one job is its name',
      ['p/lanes-train', 'p/depth'],
      {},
      ['p/depth', 'p/lanes-train'],
    ],
    [
      'a foreign job splits the group',
      ['p/lanes-train-a', 'p/lanes-train-b', 'p/lanes-eval'],
      { p: ['lanes-map'] },
      ['p/lanes-eval', 'p/lanes-train-*'],
    ],
    [
      'a foreign job elsewhere does not',
      ['p/lanes-a', 'p/lanes-b'],
      { q: ['lanes-c'] },
      ['p/lanes-*'],
    ],
    [
      'a name that is the beginning of the others joins them',
      ['p/lanes', 'p/lanes-eval'],
      {},
      ['p/lanes*'],
    ],
    ['a name with a wildcard or comma is left out', ['p/a*b', 'p/a,b'], {}, []],
  ])('%s', (_, paths, foreign, expected) => {
    expect(patternsOf(paths, foreign)).toEqual(expected);
  });

  it('puts what runs most first', () => {
    const groups = groupJobs(
      [job('p/a', 3), job('p/b-1', 2), job('p/b-2', 5)],
      new Map(),
    );
    expect(groups.map(({ pattern, jobs }) => [pattern, runsOf(jobs)])).toEqual([
      ['p/b-*', 7],
      ['p/a', 3],
    ]);
  });

  it('covers every job with its pattern, and no foreign one with any', () => {
    const name = fc
      .array(fc.constantFrom('lanes', 'train', 'eval', 'a', 'b', '-', '.'), {
        minLength: 1,
        maxLength: 5,
      })
      .map(words => words.join(''));
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 12 }),
        fc.array(name, { maxLength: 6 }),
        (names, others) => {
          const foreign = others.filter(other => !names.includes(other));
          const groups = groupJobs(
            names.map(own => job(`n/${own}`)),
            new Map([['n', foreign]]),
          );
          const covered = groups.flatMap(({ pattern, jobs }) => {
            const glob = compileGlob(pattern);
            expect(jobs.every(own => glob.matches(`n/${own.name}`))).toBe(true);
            expect(foreign.some(other => glob.matches(`n/${other}`))).toBe(
              false,
            );
            return jobs.map(own => own.name);
          });
          expect(covered.sort()).toEqual([...names].sort());
        },
      ),
    );
  });
});
