import { unitSections } from './units';

const perception = { ref: 'group:default/perception', title: 'Perception' };
const lanes = {
  ref: 'group:default/lanes',
  title: 'Lanes',
  parent: perception.ref,
};
const signs = {
  ref: 'group:default/signs',
  title: 'Signs',
  parent: perception.ref,
};
const lonely = {
  ref: 'group:default/lonely',
  title: 'Lonely',
  parent: 'group:default/not-visible',
};

describe('unitSections', () => {
  it('puts teams under their department, which can be chosen as a whole', () => {
    expect(unitSections([signs, perception, lanes])).toEqual([
      {
        title: 'Perception',
        options: [
          { id: perception.ref, label: 'All of Perception' },
          { id: lanes.ref, label: 'Lanes' },
          { id: signs.ref, label: 'Signs' },
        ],
      },
    ]);
  });

  it('lists each unit once, those without a visible parent at the end', () => {
    const company = { ref: 'group:default/company', title: 'Company' };
    const units = [
      company,
      { ...perception, parent: company.ref },
      lanes,
      signs,
      lonely,
    ];
    const options = unitSections(units).flatMap(section =>
      section.options.map(option => option.id),
    );
    expect([...options].sort()).toEqual(units.map(unit => unit.ref).sort());
    expect(options.at(-1)).toBe(lonely.ref);
  });

  it('is a flat list where there are only teams', () => {
    expect(unitSections([lonely])).toEqual([
      { title: 'Teams', options: [{ id: lonely.ref, label: 'Lonely' }] },
    ]);
  });
});
