import { AdoptionRow } from '@mli/plugin-insights-common';
import { adoptersByOffering } from './adoptersByOffering';

function row(
  team: string,
  offering: string,
  status: AdoptionRow['status'],
  eligible = true,
): AdoptionRow {
  return {
    team,
    offering,
    status,
    eligible,
    observed: 'none',
    declared: 'none',
    evidence: { sentence: '' },
  };
}

describe('adoptersByOffering', () => {
  it('counts eligible teams only, and says what the own teams have to do with each offering', () => {
    const rows = [
      row('a', 'queue', 'in-use'),
      row('b', 'queue', 'stalled'),
      row('c', 'queue', 'churned'),
      row('d', 'queue', 'cannot-tell'),
      row('e', 'queue', 'not-started'),
      row('f', 'queue', 'in-use', false),
      row('a', 'tracker', 'not-started'),
      row('b', 'tracker', 'not-applicable', false),
    ];
    expect(adoptersByOffering(rows, new Set(['a', 'b', 'f']))).toEqual([
      {
        offering: 'queue',
        eligible: 5,
        inUse: 1,
        starting: 1,
        stopped: 1,
        cannotTell: 1,
        ownTeams: [
          { team: 'a', use: 'uses' },
          { team: 'b', use: 'could-use' },
          { team: 'f', use: 'uses' },
        ],
      },
      {
        offering: 'tracker',
        eligible: 1,
        inUse: 0,
        starting: 0,
        stopped: 0,
        cannotTell: 0,
        ownTeams: [{ team: 'a', use: 'could-use' }],
      },
    ]);
  });
});
