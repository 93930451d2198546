/** A job nobody's component owns yet. */
export interface UnclaimedJob {
  readonly namespace: string;
  readonly name: string;
  readonly runs: number;
}

export interface JobGroup<T extends UnclaimedJob> {
  /** `namespace/name` glob that matches the jobs of the group, and none of the foreign ones. */
  readonly pattern: string;
  readonly jobs: readonly T[];
}

/** A word of a name, or what stands between words. */
const WORDS = /[^-_./:\s]+|[-_./:\s]/g;

/**
 * Puts jobs together whose names begin alike, word by word, and gives each group the longest such beginning as its
 * pattern. Where that would take a job that belongs to somebody else along, the group falls apart into longer ones.
 *
 * @param foreign - names of other jobs, by namespace
 */
export function groupJobs<T extends UnclaimedJob>(
  jobs: readonly T[],
  foreign: ReadonlyMap<string, readonly string[]>,
): JobGroup<T>[] {
  const byNamespace = new Map<string, T[]>();
  for (const job of jobs) {
    // A * in a name would be a wildcard in its pattern, and a comma would end it.
    if (!/[*,]/.test(`${job.namespace}${job.name}`)) {
      const group = byNamespace.get(job.namespace) ?? [];
      group.push(job);
      byNamespace.set(job.namespace, group);
    }
  }
  const groups: JobGroup<T>[] = [];
  for (const [namespace, members] of byNamespace) {
    const others = foreign.get(namespace) ?? [];
    const named = members.map(job => ({ job, words: wordsOf(job.name) }));
    for (const { beginning, jobs: together } of split(named, 0, others)) {
      groups.push({ pattern: `${namespace}/${beginning}`, jobs: together });
    }
  }
  return groups.sort((a, b) => runsOf(b.jobs) - runsOf(a.jobs));
}

export function runsOf(jobs: readonly UnclaimedJob[]): number {
  return jobs.reduce((sum, job) => sum + job.runs, 0);
}

interface NamedJob<T> {
  readonly job: T;
  readonly words: readonly string[];
}

interface Part<T> {
  readonly beginning: string;
  readonly jobs: T[];
}

/** Splits jobs that share their first `depth` words by the next one. */
function split<T extends UnclaimedJob>(
  named: readonly NamedJob<T>[],
  depth: number,
  foreign: readonly string[],
): Part<T>[] {
  const byWord = new Map<string, NamedJob<T>[]>();
  for (const item of named) {
    const word = item.words[depth] ?? '';
    byWord.set(word, [...(byWord.get(word) ?? []), item]);
  }
  return [...byWord].flatMap(([word, items]) => {
    const names = new Set(items.map(({ job }) => job.name));
    const jobs = items.map(({ job }) => job);
    const [first] = items;
    if (names.size === 1 || word === '' || first === undefined) {
      return [...names].map(name => ({
        beginning: name,
        jobs: jobs.filter(job => job.name === name),
      }));
    }
    const shared = sharedWords(items);
    const beginning = first.words.slice(0, shared).join('');
    return foreign.some(name => name.startsWith(beginning))
      ? split(items, shared, foreign)
      : [{ beginning: `${beginning}*`, jobs }];
  });
}

function sharedWords(items: readonly NamedJob<unknown>[]): number {
  const [first, ...rest] = items;
  const words = first?.words ?? [];
  const end = words.findIndex((word, index) =>
    rest.some(item => item.words[index] !== word),
  );
  return end < 0 ? words.length : end;
}

function wordsOf(name: string): string[] {
  return name.match(WORDS) ?? [];
}
