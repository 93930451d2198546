import { ReleaseNode, ReleasePolicy } from './types';

type PeopleOf = ReleasePolicy['peopleOf'];

/** More people than this are not told apart: the last band begins here. */
export const MANY_PEOPLE = 50;

/** How many people stand behind contributors; counting stops at `enough`. */
export function countPeople(
  contributors: Iterable<string>,
  options: { peopleOf: PeopleOf; enough: number },
): number {
  const people = new Set<string>();
  for (const contributor of contributors) {
    for (const person of options.peopleOf(contributor)) {
      people.add(person);
    }
    if (people.size >= options.enough) {
      break;
    }
  }
  return people.size;
}

/** How many people have a share in what is in `outer` and not in `inner`; counting stops at `enough`. */
export function peopleInDifference(
  outer: ReleaseNode,
  inner: ReleaseNode,
  options: { peopleOf: PeopleOf; enough: number },
): number {
  const people = new Set<string>();
  for (const [contributor, weight] of outer.contributors) {
    if (weight > (inner.contributors.get(contributor) ?? 0)) {
      for (const person of options.peopleOf(contributor)) {
        people.add(person);
      }
      if (people.size >= options.enough) {
        break;
      }
    }
  }
  return people.size;
}

/** Whether one node holds exactly what the other holds, although they have different names. */
export function sameData(a: ReleaseNode, b: ReleaseNode): boolean {
  if (a.runs !== b.runs || a.contributors.size !== b.contributors.size) {
    return false;
  }
  for (const [contributor, weight] of a.contributors) {
    if (b.contributors.get(contributor) !== weight) {
      return false;
    }
  }
  return true;
}
