import { adoptionRow } from '../testing/answers';
import { countByGroup, nextStepOf, whoNeedsSomebody } from './adoptionStatus';

describe('whoNeedsSomebody', () => {
  it('lists those who need somebody, most urgent first, and nobody else', () => {
    const rows = [
      adoptionRow({ team: 'group:default/a', status: 'in-use' }),
      adoptionRow({ team: 'group:default/b', status: 'seen-not-declared' }),
      adoptionRow({ team: 'group:default/c', status: 'declared-not-seen' }),
      adoptionRow({ team: 'group:default/d', status: 'churned' }),
      adoptionRow({ team: 'group:default/e', status: 'stalled' }),
      adoptionRow({ team: 'group:default/f', status: 'cannot-tell' }),
      adoptionRow({
        team: 'group:default/g',
        status: 'in-use',
        observed: 'declining',
      }),
    ];
    expect(whoNeedsSomebody(rows).map(row => row.team)).toEqual([
      'group:default/e',
      'group:default/d',
      'group:default/c',
      'group:default/b',
      'group:default/g',
    ]);
  });

  it('leaves out teams the offering is not meant for', () => {
    const row = adoptionRow({ status: 'churned', eligible: false });
    expect(whoNeedsSomebody([row])).toEqual([]);
  });

  it('asks what got in the way where use declines', () => {
    expect(nextStepOf(adoptionRow({ observed: 'declining' }))).toMatch(
      /got in the way/,
    );
    expect(nextStepOf(adoptionRow())).toBeUndefined();
  });
});

describe('countByGroup', () => {
  it('counts eligible teams only', () => {
    expect(
      countByGroup([
        adoptionRow(),
        adoptionRow({ eligible: false }),
        adoptionRow({ status: 'onboarding' }),
        adoptionRow({ status: 'seen-not-declared' }),
        adoptionRow({ status: 'not-started' }),
      ]),
    ).toEqual({ 'in-use': 1, starting: 1, 'does-not-match': 1, other: 1 });
  });
});
