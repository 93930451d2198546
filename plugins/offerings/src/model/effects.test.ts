import type { OfferingEffect } from '@mli/plugin-insights-common';
import { badgesOf, effectSentences } from './effects';

function effect(changes: {
  outcome?: OfferingEffect['outcome'];
  stage?: string;
  sentence?: string;
  shown?: boolean;
}): OfferingEffect {
  const { outcome = 'queue_time', stage, sentence = 'nothing seen' } = changes;
  return {
    study: 'elastic-queue.queue-time',
    version: 1,
    offering: 'offering:default/elastic-queue',
    outcome,
    stage,
    sentence,
    finishedAt: '2026-11-23T08:00:00Z',
    exploratory: false,
    counts: { adopting: 9, comparison: 14, tried: 2, leftOut: 0 },
    headline: {
      verdict: 'found',
      effect: { estimate: -22.4, lower: -31, upper: -8 },
      shrunk: { estimate: -18.2, lower: -29, upper: -6 },
      pValue: 0.01,
      badge: { shown: changes.shown ?? false, why: 'Clear among all studies.' },
      contradictsClaim: false,
    },
  };
}

const REF = 'offering:default/elastic-queue';

describe('effects of offerings', () => {
  it('are told side by side in the words of their studies', () => {
    const sentences = effectSentences([
      effect({ stage: 'training', sentence: '18 % less waiting (6 to 29)' }),
      effect({ outcome: 'failed_ratio', sentence: 'not distinguishable' }),
    ]);
    expect(sentences.get(REF)).toBe(
      'Queue time of training: 18 % less waiting (6 to 29). Failed runs: not distinguishable',
    );
  });

  it('are on a card only with a badge, and shrunk', () => {
    expect(badgesOf([effect({})]).size).toBe(0);
    const badge = badgesOf([
      effect({}),
      effect({ shown: true, stage: 'training' }),
    ]).get(REF);
    expect(badge?.text).toBe('about 18 % less waiting in training');
    expect(badge?.why).toContain('Clear among all studies.');
  });
});
