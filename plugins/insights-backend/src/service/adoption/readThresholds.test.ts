import { ConfigReader } from '@backstage/config';
import { ADOPTION_THRESHOLDS } from '../../core/adoption/types';
import { readThresholds } from './readThresholds';

function read(adoption: Record<string, number>) {
  const problems: string[] = [];
  const thresholds = readThresholds(
    new ConfigReader({ insights: { adoption } }),
    problems,
  );
  return { thresholds, problems };
}

describe('readThresholds', () => {
  it('takes what is configured, and those of the dictionary for the rest', () => {
    expect(read({ lapsedAfterDays: 42, leastActiveShare: 0.5 })).toEqual({
      thresholds: {
        ...ADOPTION_THRESHOLDS,
        lapsedAfterDays: 42,
        leastActiveShare: 0.5,
      },
      problems: [],
    });
  });

  it.each([
    [{ decliningWeeks: 0 }, 'insights.adoption.decliningWeeks is 0;'],
    [{ decliningWeeks: 1.5 }, 'insights.adoption.decliningWeeks is 1.5;'],
    [{ sizeDays: 365 }, 'insights.adoption.sizeDays is 365;'],
    [{ leastActiveShare: 0 }, 'insights.adoption.leastActiveShare is 0;'],
    [{ leastActiveShare: 1.1 }, 'insights.adoption.leastActiveShare is 1.1;'],
  ])('names the key that is wrong in %j', (adoption, problem) => {
    expect(read(adoption).problems).toEqual([expect.stringContaining(problem)]);
  });

  it('takes no skipped weeks and a decision at once', () => {
    expect(read({ skippablePeriods: 0, decidedAfterDays: 0 }).problems).toEqual(
      [],
    );
  });
});
