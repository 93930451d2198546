import { countChanges, diffOrganisations, sameValue } from './diff';
import { EMPTY_ORGANISATION, organisationOf } from './records';

const lanes = {
  ref: 'group:default/lanes',
  title: 'Lanes',
  type: 'customer-team',
  role: 'customer' as const,
};

describe('diffOrganisations', () => {
  it('finds what is new, different and gone', () => {
    const signs = { ...lanes, ref: 'group:default/signs' };
    const before = organisationOf({ units: [lanes, signs] });
    const after = organisationOf({
      units: [
        { ...signs, title: 'Signs' },
        { ...lanes, ref: 'group:default/maps' },
      ],
      members: [{ actorHash: 'aa', unit: 'group:default/maps' }],
    });
    const diff = diffOrganisations(before, after);
    expect(diff.units.put.map(({ ref }) => ref)).toEqual([
      'group:default/signs',
      'group:default/maps',
    ]);
    expect(diff.units.gone.map(({ ref }) => ref)).toEqual([
      'group:default/lanes',
    ]);
    expect(diff.members.put).toHaveLength(1);
    expect(countChanges(diff)).toBe(4);
  });

  it('finds nothing between equals', () => {
    const one = organisationOf({ units: [lanes] });
    const other = organisationOf({ units: [{ ...lanes }] });
    expect(countChanges(diffOrganisations(one, other))).toBe(0);
    expect(
      countChanges(diffOrganisations(EMPTY_ORGANISATION, EMPTY_ORGANISATION)),
    ).toBe(0);
  });
});

describe('sameValue', () => {
  it.each<[unknown, unknown, boolean]>([
    [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, true],
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: 1 }, { a: 2 }, false],
    [{ a: 1 }, { a: 1, b: 1 }, false],
    [[1, 2], [2, 1], false],
    [[1], [1, 2], false],
    [[], {}, false],
    [null, {}, false],
    [{ a: undefined }, { b: 1 }, false],
    ['1', 1, false],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(sameValue(a, b)).toBe(expected);
    expect(sameValue(b, a)).toBe(expected);
  });
});
