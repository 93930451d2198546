import { describeAudience } from './audience';

describe('describeAudience', () => {
  it.each([
    [undefined, 'Every customer team'],
    [[], 'Every customer team'],
    [{ filter: { 'spec.type': 'customer-team' } }, 'Every customer team'],
    [
      { activeIn: ['training', 'evaluation'] },
      'Every customer team that works on training or evaluation',
    ],
    [
      {
        filter: {
          $all: [
            { 'spec.type': 'customer-team' },
            { 'spec.parent': { $in: ['planning', 'group:mapping'] } },
          ],
        },
        activeIn: ['training'],
      },
      'Every customer team in planning or mapping that works on training',
    ],
    [{ filter: { 'spec.region': 'eu' } }, 'Every team whose spec.region is eu'],
    [
      { filter: { 'spec.site': { $exists: true } } },
      'Every team whose spec.site is given',
    ],
    [
      { filter: { $not: { 'spec.type': 'x' } } },
      'Every team whose $not is {"spec.type":"x"}',
    ],
  ])('%#', (audience, words) => {
    expect(describeAudience(audience)).toBe(words);
  });
});
