import { answer, noAnswer } from '../__testUtils__/answers';
import { metricSentence } from './metricSentence';

/** Numbers and units are joined by no-break spaces. */
const plain = (words: string) => words.replace(/\u00a0/g, ' ');

describe('metricSentence', () => {
  it('says how long runs waited, who did not wait and who never started', () => {
    expect(plain(metricSentence(answer()))).toBe(
      'Half of the runs waited less than 2 s; one in ten waited longer than 1 min 46 s. 28 % started without waiting. 897 runs never started.',
    );
  });

  it('does not say that half waited less than nothing', () => {
    const sentence = metricSentence(answer({ p50: 0, neverStarted: 0 }));
    expect(sentence).toMatch(/^Half of the runs did not wait;/);
    expect(sentence).not.toMatch(/never started/);
  });

  it('falls back to p75 where too few runs lie beyond p90', () => {
    expect(plain(metricSentence(answer({ p90: undefined })))).toContain(
      'one in four waited longer than 35 s',
    );
  });

  it('speaks of successful runs for run time', () => {
    const sentence = metricSentence(
      answer({ metric: 'run_time', p50: 7200, p90: 36000 }),
    );
    expect(plain(sentence)).toBe(
      'Half of the successful runs took less than 2 h; one in ten took longer than 10 h.',
    );
  });

  it.each([
    ['hidden', 'Hidden: fewer than 5 people.'],
    ['not-enough-data', 'Not enough data: at least 20 runs are needed.'],
  ] as const)('says why there is no number: %s', (status, words) => {
    expect(metricSentence(noAnswer(status))).toBe(words);
  });

  it("prefers the answer's own reason", () => {
    const reason = 'Not enough data: 12 runs in these 12 weeks, 20 needed.';
    expect(metricSentence(noAnswer('not-enough-data', { reason }))).toBe(
      reason,
    );
  });
});
