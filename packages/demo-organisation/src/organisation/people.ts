import { Random } from '../random/Random';
import { Headcount, NamedPerson } from './headcount';
import { FIRST_NAMES, LAST_NAMES } from './names';

export interface Person {
  /** Name of the User entity. */
  readonly name: string;
  readonly displayName: string;
  readonly email: string;
  /** Other names the same person logs in with. */
  readonly logins: readonly string[];
  readonly role?: string;
  readonly memberOf: readonly string[];
}

/** Fills every group with its people. The same seed gives the same people, whatever the order of the groups. */
export function peopleOf(
  seed: number,
  headcounts: readonly Headcount[],
): Person[] {
  const taken = new Set<string>();
  // Named people first: nobody invented may take the user name the README gives.
  const named = headcounts.flatMap(({ group, named: list = [] }) =>
    list.map((person, index) => toPerson(seed, group, index, person, taken)),
  );
  const invented = headcounts.flatMap(({ group, size, named: list = [] }) =>
    Array.from({ length: size - list.length }, (_, offset) =>
      invent(seed, group, list.length + offset, taken),
    ),
  );
  const order = new Map(headcounts.map(({ group }, index) => [group, index]));
  return [...named, ...invented].sort(
    (a, b) => position(order, a) - position(order, b),
  );
}

function position(order: ReadonlyMap<string, number>, person: Person): number {
  return order.get(person.memberOf[0] ?? '') ?? Number.MAX_SAFE_INTEGER;
}

function invent(
  seed: number,
  group: string,
  index: number,
  taken: Set<string>,
): Person {
  const random = Random.of(seed, 'person', group, index);
  for (;;) {
    const first = random.pick(FIRST_NAMES);
    const last = random.pick(LAST_NAMES);
    if (!taken.has(userName(first, last))) {
      return toPerson(seed, group, index, { first, last }, taken);
    }
  }
}

function toPerson(
  seed: number,
  group: string,
  index: number,
  who: Pick<NamedPerson, 'first' | 'last'> & Partial<NamedPerson>,
  taken: Set<string>,
): Person {
  const name = userName(who.first, who.last);
  if (taken.has(name)) throw new Error(`Two people are called ${name}`);
  taken.add(name);
  const dotted = `${who.first}.${who.last}`.toLowerCase();
  const random = Random.of(seed, 'logins', group, index);
  // A third of the company was given a numbered login when the old cluster was set up.
  const numbered = `nd${String(10_000 + taken.size * 7)}`;
  return {
    name,
    displayName: `${who.first} ${who.last}`,
    email: `${dotted}@norrvik.example`,
    logins: random.chance(1 / 3) ? [dotted, numbered] : [dotted],
    role: who.role,
    memberOf: [group, ...(who.also ?? [])],
  };
}

function userName(first: string, last: string): string {
  return `${first.slice(0, 1)}${last}`.toLowerCase();
}
