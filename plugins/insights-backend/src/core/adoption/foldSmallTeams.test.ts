import fc from 'fast-check';
import { Organisation, Unit } from '../release/Organisation';
import { foldSmallTeams } from './foldSmallTeams';

const FLOOR = 5;

/** `department/team: members`, a line each; members are letters. */
function foldsOf(text: string) {
  const units = new Map<string, Unit>();
  const members = new Map<string, Set<string>>();
  const small = new Set<string>();
  for (const line of text.trim().split('\n')) {
    const [path = '', people = ''] = line.trim().split(':');
    const names = path.split('/');
    for (const [index, ref] of names.entries()) {
      units.set(ref, {
        ref,
        title: ref,
        type: 'x',
        role: index === names.length - 1 ? 'customer' : 'other',
        parent: names[index - 1],
      });
    }
    const team = names.at(-1) ?? '';
    members.set(team, new Set(people.trim()));
    if (people.trim().length < FLOOR) {
      small.add(team);
    }
  }
  return foldSmallTeams({
    organisation: new Organisation([...units.values()]),
    small,
    members,
    peopleFloor: FLOOR,
  })
    .map(({ unit, teams }) => `${unit}: ${teams.join(' ')}`)
    .sort();
}

describe('foldSmallTeams', () => {
  it.each([
    [
      'two with five people together, where both are',
      `root/maps/a: abc
       root/maps/b: de
       root/maps/c: fghij`,
      ['maps: a b'],
    ],
    [
      'one alone goes on to the unit above',
      `root/maps/a: abcd
       root/cars/b: ef
       root/cars/c: ghijk`,
      ['root: a b'],
    ],
    [
      'one alone in the whole company is told nowhere',
      `root/maps/a: abcd
       root/maps/c: ghijk`,
      [],
    ],
    [
      'two with four people together wait for more',
      `root/maps/a: ab
       root/maps/b: cd
       root/cars/c: e`,
      ['root: a b c'],
    ],
    [
      'people of two teams count once',
      `root/maps/a: abcd
       root/maps/b: abcd`,
      [],
    ],
    [
      'what is folded below is not in the fold above',
      `root/maps/a: abc
       root/maps/b: de
       root/cars/c: fg
       root/bikes/d: hij`,
      ['maps: a b', 'root: c d'],
    ],
  ])('%s', (_, organisation, expected) => {
    expect(foldsOf(organisation)).toEqual(expected);
  });

  it('has no team twice, no fold under the floor, and only teams below its unit', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            department: fc.nat(3),
            people: fc.uniqueArray(fc.constantFrom(...'abcdefghij'), {
              maxLength: 7,
            }),
          }),
          { minLength: 1, maxLength: 12 },
        ),
        teams => {
          const lines = teams.map(
            ({ department, people }, index) =>
              `root/d${department}/t${index}: ${people.join('')}`,
          );
          const seen = new Set<string>();
          for (const fold of foldsOf(lines.join('\n'))) {
            const [unit = '', names = ''] = fold.split(': ');
            const folded = names.split(' ');
            const people = new Set(
              folded.flatMap(
                name => teams[Number(name.slice(1))]?.people ?? [],
              ),
            );
            expect(folded.length).toBeGreaterThanOrEqual(2);
            expect(people.size).toBeGreaterThanOrEqual(FLOOR);
            for (const name of folded) {
              expect(seen.has(name)).toBe(false);
              seen.add(name);
              const index = Number(name.slice(1));
              expect(teams[index]?.people.length).toBeLessThan(FLOOR);
              expect(['root', `d${teams[index]?.department}`]).toContain(unit);
            }
          }
        },
      ),
    );
  });
});
