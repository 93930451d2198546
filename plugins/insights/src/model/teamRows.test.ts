import { answer, noAnswer } from '../__testUtils__/answers';
import { joinTeams, longestWait } from './teamRows';

const title = (ref: string) => ref.replace('group:default/', '');

describe('joinTeams', () => {
  it('keeps a team that only one of the two metrics names', () => {
    const rows = joinTeams(
      [answer({ group: { team: 'group:default/lanes' } })],
      [
        answer({ group: { team: 'group:default/signs' }, metric: 'run_time' }),
        answer({ group: {}, metric: 'run_time' }),
      ],
    );
    expect(rows).toEqual([
      { team: 'group:default/lanes', queue: expect.anything() },
      { team: 'group:default/signs', run: expect.anything() },
    ]);
  });
});

describe('longestWait', () => {
  it('names the team with the largest p90 and ignores hidden ones', () => {
    const rows = joinTeams(
      [
        answer({ group: { team: 'group:default/lanes' }, p50: 60, p90: 600 }),
        answer({ group: { team: 'group:default/signs' }, p50: 5, p90: 50 }),
        noAnswer('hidden', { group: { team: 'group:default/maps' } }),
      ],
      [],
    );
    expect(longestWait(rows, title)?.replace(/\u00a0/g, ' ')).toBe(
      'Of 2 teams, lanes waits longest: one run in ten waits more than 10 min, half wait less than 1 min.',
    );
  });

  it('says nothing where no team has a number', () => {
    const rows = joinTeams(
      [noAnswer('hidden', { group: { team: 'group:default/maps' } })],
      [],
    );
    expect(longestWait(rows, title)).toBeUndefined();
  });
});
