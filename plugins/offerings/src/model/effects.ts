import type { OfferingEffect, StudyOutcome } from '@mli/plugin-insights-common';

/** What a card says about the effect of an offering. */
export interface EffectBadge {
  /** `about 15 % less waiting in training` */
  text: string;
  /** The whole sentence of the study, and the rule by which the badge is shown. */
  why: string;
}

const NOUNS: Readonly<Record<StudyOutcome, string>> = {
  iteration_time: 'iteration time',
  run_time: 'run time',
  time_to_first_result: 'time to the first result',
  queue_time: 'queue time',
  failed_ratio: 'failed runs',
};

const WORDS: Readonly<
  Record<StudyOutcome, { readonly less: string; readonly more: string }>
> = {
  iteration_time: { less: 'faster', more: 'slower' },
  run_time: { less: 'faster', more: 'slower' },
  time_to_first_result: { less: 'faster', more: 'slower' },
  queue_time: { less: 'less waiting', more: 'more waiting' },
  failed_ratio: { less: 'fewer failures', more: 'more failures' },
};

/** By offering, every answer there is in the words of its study: those that found nothing as well. */
export function effectSentences(
  effects: readonly OfferingEffect[],
): Map<string, string> {
  const sentences = new Map<string, string>();
  for (const effect of effects) {
    const said = `${measured(effect)}: ${effect.sentence}`;
    const before = sentences.get(effect.offering);
    sentences.set(effect.offering, before ? `${before}. ${said}` : said);
  }
  return sentences;
}

/** By offering, the latest answer that has earned a badge; the estimate is the one shrunk by all studies. */
export function badgesOf(
  effects: readonly OfferingEffect[],
): Map<string, EffectBadge> {
  const badges = new Map<string, EffectBadge>();
  for (const effect of effects) {
    const { badge, shrunk } = effect.headline;
    if (!badge.shown || !shrunk || badges.has(effect.offering)) continue;
    const { less, more } = WORDS[effect.outcome];
    const size = Math.abs(shrunk.estimate).toFixed(0);
    const where = effect.stage ? ` in ${effect.stage}` : '';
    badges.set(effect.offering, {
      text: `about ${size} % ${shrunk.estimate < 0 ? less : more}${where}`,
      why: `${measured(effect)}: ${effect.sentence}. ${badge.why}`,
    });
  }
  return badges;
}

function measured({ outcome, stage }: OfferingEffect): string {
  const noun = NOUNS[outcome];
  const name = stage ? `${noun} of ${stage}` : noun;
  return name.charAt(0).toLocaleUpperCase('en-GB') + name.slice(1);
}
