import { isComparable, whyNotCompared } from './comparison';
import { OfferingSummary } from '@mli/plugin-offerings-common';

function offering(
  name: string,
  stages: string[],
  replaced: string[] = [],
): OfferingSummary {
  return {
    ref: `offering:default/${name}`,
    name,
    title: name,
    stages,
    tags: [],
    replaced,
  };
}

const QUEUE = offering('queue', ['training', 'evaluation']);
const TRAINER = offering('trainer', ['training']);
const LABELS = offering('labels', ['labeling']);
const DESK = offering('desk', ['data'], [LABELS.ref]);

describe('isComparable', () => {
  it.each([
    ['share a stage', QUEUE, TRAINER, true],
    ['share nothing', QUEUE, LABELS, false],
    ['one replaces the other', DESK, LABELS, true],
    ['one replaces the other, the other way round', LABELS, DESK, true],
  ])('%s', (_, a, b, expected) => {
    expect(isComparable(a, b)).toBe(expected);
  });
});

describe('whyNotCompared', () => {
  it('lets the first one be anything, and each of those picked be put back', () => {
    expect(whyNotCompared(LABELS, [])).toBeUndefined();
    expect(whyNotCompared(QUEUE, [QUEUE, LABELS])).toBeUndefined();
  });

  it('says why what has nothing in common stays out', () => {
    expect(whyNotCompared(LABELS, [QUEUE])).toBe(
      'labels shares no stage with queue and neither replaces the other.',
    );
  });

  it('keeps to what fits side by side', () => {
    const picked = ['a', 'b', 'c', 'd'].map(n => offering(n, ['training']));
    expect(whyNotCompared(TRAINER, picked)).toMatch(/At most 4 offerings/);
  });
});
