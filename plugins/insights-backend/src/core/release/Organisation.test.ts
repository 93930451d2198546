import { COMPANY, Organisation, Unit } from './Organisation';

function unit(
  ref: string,
  parent?: string,
  role: Unit['role'] = 'other',
): Unit {
  return { ref, title: ref, type: 'x', role, parent };
}

describe('Organisation', () => {
  const organisation = new Organisation([
    unit('root'),
    unit('department', 'root'),
    unit('team', 'department', 'customer'),
    unit('squad', 'team', 'customer'),
    unit('office', 'root'),
    unit('orphan', 'gone', 'provider'),
  ]);

  it('knows lines, subtrees and the topmost teams', () => {
    expect(organisation.lineOf('squad')).toEqual([
      'squad',
      'team',
      'department',
      'root',
    ]);
    expect(organisation.subtreeOf('department').sort()).toEqual([
      'department',
      'squad',
      'team',
    ]);
    expect(organisation.teamsBelow(COMPANY)).toEqual([
      'team',
      'office',
      'orphan',
    ]);
    expect(organisation.lineOf('nobody')).toEqual(['nobody']);
  });

  it('survives a circle', () => {
    const circle = new Organisation([
      unit('a', 'b'),
      unit('b', 'a'),
      unit('below', 'a'),
    ]);
    expect(circle.subtreeOf(COMPANY).sort()).toEqual([
      COMPANY,
      'a',
      'b',
      'below',
    ]);
    expect(circle.lineOf('a')).toEqual(['a']);
  });
});
