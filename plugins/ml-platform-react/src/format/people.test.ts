import { PEOPLE_BANDS } from '@mli/plugin-insights-common';
import { formatPeople } from './people';

describe('formatPeople', () => {
  it('never says an exact number of people', () => {
    expect(PEOPLE_BANDS.map(formatPeople)).toEqual([
      '5 to 9 people',
      '10 to 19 people',
      '20 to 49 people',
      '50 people or more',
    ]);
  });

  it('keeps nobody, hidden and absent apart', () => {
    expect(formatPeople('0')).toBe('nobody');
    expect(formatPeople('hidden')).toBe('hidden: fewer than 5 people');
    expect(formatPeople(undefined)).toBe('hidden: fewer than 5 people');
  });
});
