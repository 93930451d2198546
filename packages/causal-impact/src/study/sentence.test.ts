import {
  findingSentence,
  SPEED_WORDS,
  verdictOf,
  WAITING_WORDS,
} from './sentence';

const FOUND = {
  verdict: 'found' as const,
  effect: { estimate: -18.2, lower: -29.4, upper: -6.04, smallestVisible: 14 },
  words: WAITING_WORDS,
  adopting: 9,
  comparison: 14,
  tried: 2,
};
const NOTHING = {
  ...FOUND,
  verdict: 'not-distinguishable' as const,
  words: SPEED_WORDS,
  effect: { estimate: -2, lower: -15, upper: 12, smallestVisible: 18 },
};

describe('the verdict', () => {
  it.each([
    [{ pValue: 0.05, adoptersOnlyPValue: 0.2 }, 'found'],
    [{ pValue: 0.05, adoptersOnlyPValue: 0.21 }, 'adopters-may-differ'],
    [{ pValue: 0.01, adoptersOnlyPValue: undefined }, 'adopters-may-differ'],
    [
      { pValue: 0.01, adoptersOnlyPValue: undefined, randomised: true },
      'found',
    ],
    [{ pValue: 0.06, adoptersOnlyPValue: 0.01 }, 'not-distinguishable'],
    [{ pValue: NaN, adoptersOnlyPValue: 0.01 }, 'not-distinguishable'],
  ])('of %j is %s', (input, verdict) => {
    expect(verdictOf(input)).toBe(verdict);
  });
});

describe('the sentence of a study', () => {
  it.each([
    [
      'a finding',
      FOUND,
      '18 % less waiting (95 % interval 6 to 29), 9 adopting and 14 comparison teams; 2 tried and left',
    ],
    [
      'a finding of a randomised rollout, nobody left',
      { ...FOUND, randomised: true, tried: 0 },
      'caused 18 % less waiting (95 % interval 6 to 29), 9 adopting and 14 comparison teams',
    ],
    [
      'adopters that may differ',
      { ...FOUND, verdict: 'adopters-may-differ' as const },
      'teams that adopt may differ: 18 % less waiting (95 % interval 6 to 29), 9 adopting and 14 comparison teams; 2 tried and left',
    ],
    [
      'an increase without upper limit',
      {
        ...FOUND,
        words: SPEED_WORDS,
        effect: {
          estimate: 31,
          lower: 4.26,
          upper: undefined,
          smallestVisible: 12,
        },
      },
      '31 % slower (95 % interval 4.3, no upper limit), 9 adopting and 14 comparison teams; 2 tried and left',
    ],
    [
      'a decrease without limit',
      { ...FOUND, effect: { ...FOUND.effect, lower: undefined } },
      '18 % less waiting (95 % interval 6, no upper limit), 9 adopting and 14 comparison teams; 2 tried and left',
    ],
    [
      'an interval that reaches the other side',
      { ...FOUND, effect: { ...FOUND.effect, upper: 1.4 } },
      '18 % less waiting (95 % interval 29 % less waiting to 1.4 % more waiting), 9 adopting and 14 comparison teams; 2 tried and left',
    ],
    [
      'no difference',
      NOTHING,
      'not distinguishable from no change; compatible with 15 % faster to 12 % slower; a true speed-up of 18 % would have been found about 4 times in 5',
    ],
    [
      'no difference of waiting, nothing visible, no upper limit',
      {
        ...NOTHING,
        words: WAITING_WORDS,
        effect: {
          estimate: 0,
          lower: -15,
          upper: undefined,
          smallestVisible: undefined,
        },
      },
      'not distinguishable from no change; compatible with 15 % less waiting to more waiting without limit; no true cut in waiting, however large, would have been found about 4 times in 5',
    ],
    [
      'no difference without any limit',
      {
        ...NOTHING,
        effect: { ...NOTHING.effect, lower: undefined, upper: undefined },
      },
      'not distinguishable from no change; compatible with any change; a true speed-up of 18 % would have been found about 4 times in 5',
    ],
    [
      'no difference at all',
      {
        ...NOTHING,
        effect: {
          estimate: 0,
          lower: undefined,
          upper: 0.01,
          smallestVisible: 0.3,
        },
      },
      'not distinguishable from no change; compatible with faster without limit to no change; a true speed-up of 0.3 % would have been found about 4 times in 5',
    ],
  ])('of %s', (_, finding, sentence) => {
    expect(findingSentence(finding)).toBe(sentence);
  });
});
