import { levelRow, READINESS } from '../__testUtils__/rows';
import { distributionSentence, levelShares, obstacles } from './levels';

const DEPENDABLE = { name: 'dependable', title: 'Dependable', rank: 2, of: 2 };
const ROWS = [
  levelRow(),
  levelRow({ level: DEPENDABLE, next: undefined }),
  levelRow({
    level: undefined,
    next: { name: 'usable', title: 'Usable', missing: ['owner'] },
  }),
  levelRow({
    next: { name: 'dependable', title: 'Dependable', missing: ['docs'] },
  }),
];

describe('levelShares', () => {
  it('counts from the highest level to none, empty ones included', () => {
    expect(levelShares(READINESS, ROWS)).toEqual([
      { rank: 2, title: 'Dependable', count: 1 },
      { rank: 1, title: 'Usable', count: 2 },
      { rank: 0, title: 'No level yet', count: 1 },
    ]);
    expect(levelShares(READINESS, []).map(({ count }) => count)).toEqual([
      0, 0, 0,
    ]);
  });
});

describe('obstacles', () => {
  it('puts the check first that keeps most from the next level', () => {
    expect(obstacles(READINESS, ROWS)).toEqual([
      { check: 'docs', title: 'Has a guide', entities: 2 },
      { check: 'owner', title: 'Has an owner', entities: 1 },
      { check: 'support', title: 'Names a support channel', entities: 1 },
    ]);
  });
});

describe('distributionSentence', () => {
  it.each([
    [
      ROWS,
      '1 of 4 reach Dependable. “Has a guide” keeps most from the next level: 2.',
    ],
    [
      [levelRow({ level: undefined, next: undefined })],
      'None of 1 reaches a level yet.',
    ],
  ])('%#', (rows, sentence) => {
    expect(distributionSentence(READINESS, rows)).toBe(sentence);
  });
});
