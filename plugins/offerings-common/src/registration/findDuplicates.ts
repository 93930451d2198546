import { globsOverlap, jobPatternsOverlap } from './globsOverlap';
import { RegistrationFields } from './Registration';

/** Who overlaps with more than this has written a pattern that means nothing. */
const MOST_DUPLICATES = 50;

/** A component there is already. */
export interface ExistingComponent {
  /** Full lower-case ref. */
  readonly ref: string;
  readonly title?: string;
  readonly owner?: string;
  readonly jobs: readonly string[];
  readonly repositories: readonly string[];
  readonly experiments: readonly string[];
}

export type DuplicateKind = 'name' | 'repository' | 'jobs' | 'experiments';

/** Something a draft has in common with a component there is already. */
export interface Duplicate {
  readonly kind: DuplicateKind;
  readonly ref: string;
  readonly title?: string;
  readonly owner?: string;
  /** What the draft says, and what the other one says. */
  readonly yours: string;
  readonly theirs: string;
  /** A name can be had once; anything else may be meant so, and is saved when the writer says it is. */
  readonly blocks: boolean;
}

/**
 * What is registered already: the same name, the same repository, jobs or experiments of which some would belong to
 * both.
 */
export function findDuplicates(
  fields: RegistrationFields,
  existing: Iterable<ExistingComponent>,
): Duplicate[] {
  const ref = componentRefOf(fields.name);
  const found: Duplicate[] = [];
  for (const other of existing) {
    const { title, owner } = other;
    const say = (kind: DuplicateKind, yours: string, theirs: string) =>
      found.push({
        kind,
        ref: other.ref,
        title,
        owner,
        yours,
        theirs,
        blocks: kind === 'name',
      });
    if (other.ref === ref) {
      say('name', fields.name, nameOf(other.ref));
      continue;
    }
    for (const [kind, yours, theirs, overlap] of [
      [
        'repository',
        fields.repositories.map(plainRepository),
        other.repositories.map(plainRepository),
        globsOverlap,
      ],
      ['jobs', fields.jobs, other.jobs, jobPatternsOverlap],
      ['experiments', fields.experiments, other.experiments, globsOverlap],
    ] as const) {
      const pair = firstOverlap(yours, theirs, overlap);
      if (pair) {
        say(kind, ...pair);
      }
    }
  }
  return found
    .sort((a, b) => Number(b.blocks) - Number(a.blocks))
    .slice(0, MOST_DUPLICATES);
}

/** The ref under which a registration of this name stands in the catalog. */
export function componentRefOf(name: string): string {
  return `component:default/${name}`.toLocaleLowerCase('en-US');
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

function firstOverlap(
  yours: readonly string[],
  theirs: readonly string[],
  overlap: (a: string, b: string) => boolean,
): [string, string] | undefined {
  for (const mine of yours) {
    const other = theirs.find(candidate => overlap(mine, candidate));
    if (other !== undefined) {
      return [mine, other];
    }
  }
  return undefined;
}

/** Git takes both spellings, so people write both. */
function plainRepository(url: string): string {
  return url.replace(/\/+$/, '').replace(/\.git$/, '');
}
