import { judgeSilence } from './silence';

const HOUR = 3_600_000;
const START = Date.parse('2026-10-05T00:00:00Z'); // a Monday
const at = (hours: number) => new Date(START + hours * HOUR);

/** From nine to five on working days, for four weeks. */
const WORKING = Array.from({ length: 28 * 24 }, (_, hour) => hour)
  .filter(
    hour => Math.floor(hour / 24) % 7 < 5 && hour % 24 >= 9 && hour % 24 < 17,
  )
  .map(at);

function heard(hours: readonly Date[], historical = false) {
  return { historical, hours, lastReceivedAt: hours.at(-1) };
}

describe('judgeSilence', () => {
  it.each([
    ['a Sunday evening', 27 * 24 - 6, 'active'],
    ['the Monday after', 28 * 24 + 10, 'active'],
    ['the Wednesday after', 30 * 24 + 12, 'silent'],
  ])('knows weekends: on %s it is %s', (_, hour, state) => {
    const judged = judgeSilence(heard(WORKING), at(hour));
    expect(judged.state).toBe(state);
    expect(judged.silence).toMatchObject({
      usualPauseHours: 65,
      silentAfterHours: 97.5,
    });
  });

  it('does not take one outage for a habit', () => {
    const steady = Array.from({ length: 600 }, (_, hour) => hour)
      .filter(hour => hour < 200 || hour > 350)
      .map(at);
    expect(judgeSilence(heard(steady), at(600)).state).toBe('active');
    expect(judgeSilence(heard(steady), at(603)).state).toBe('silent');
  });

  it('waits until there is a rhythm', () => {
    expect(judgeSilence(heard([at(0), at(1)]), at(500)).state).toBe('learning');
  });

  it('expects nothing of a history, nor of what never sent', () => {
    expect(judgeSilence(heard(WORKING, true), at(9_999)).state).toBe('history');
    expect(judgeSilence(heard([]), at(9_999)).state).toBe('never');
  });
});
