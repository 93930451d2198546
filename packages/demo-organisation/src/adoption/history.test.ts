import { parseHistories, uptakeIn } from './history';

const WEEKS = Array.from({ length: 26 }, (_, index) => 25 - index);

function story(plan: string): string {
  const [history] = parseHistories({ offering: plan });
  if (!history) throw new Error('No history');
  const signs = { team: '#', 'one-person': '.', nobody: '-' };
  return WEEKS.map(week => signs[uptakeIn(history, week)]).join('');
}

describe('uptakeIn', () => {
  it.each([
    ['always: lanes', '##########################'],
    ['adopted: lanes@14', '---------..###############'],
    ['trial: lanes@12-10', '-------------...----------'],
    ['trial: lanes@4-0', '---------------------.....'],
    ['lapsed: lanes@10', '################----------'],
    ['declining: lanes@9', '################..........'],
  ])('%s reads %s from week 25 to week 0', (plan, expected) => {
    expect(story(plan)).toBe(expected);
  });

  it.each([
    ['adopted: lanes', 'cannot read "lanes" after adopted:'],
    ['always: lanes@3', 'cannot read "lanes@3" after always:'],
    ['never: lanes', 'unknown word never:'],
  ])('refuses %s', (plan, message) => {
    expect(() => parseHistories({ offering: plan })).toThrow(message);
  });
});
