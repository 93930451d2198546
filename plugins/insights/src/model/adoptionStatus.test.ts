import { adoptionRow } from '../__testUtils__/answers';
import {
  countByGroup,
  countNeeds,
  nextStepOf,
  whoNeedsSomebody,
} from './adoptionStatus';

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
    const needs = whoNeedsSomebody(rows);
    expect(needs.map(({ id, rows: of }) => [id, of[0]?.team])).toEqual([
      ['stalled', 'group:default/e'],
      ['churned', 'group:default/d'],
      ['declining', 'group:default/g'],
      ['declared-not-seen', 'group:default/c'],
      ['seen-not-declared', 'group:default/b'],
    ]);
    expect(countNeeds(needs)).toBe(5);
  });

  it('leaves in peace who left what is being phased out', () => {
    const row = adoptionRow({ status: 'churned' });
    expect(whoNeedsSomebody([row], () => true)).toEqual([]);
    expect(
      whoNeedsSomebody([{ ...row, status: 'seen-not-declared' }], () => true),
    ).toHaveLength(1);
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

  it('speaks to the team on its own page', () => {
    const row = adoptionRow({ status: 'seen-not-declared' });
    expect(nextStepOf(row, 'provider')).toMatch(/^Welcome them/);
    expect(nextStepOf(row, 'team')).toMatch(/^Declare it/);
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
