import {
  Answer,
  Effect,
  percentEffectOfLevels,
  percentEffectOfLog,
  PercentEffect,
} from '@mli/causal-impact';
import { StudyBeside, StudyPercent } from '@mli/plugin-insights-common';

export type Scale = 'log' | 'level';

/** Weeks before the onset that the placebo takes for adopted. */
export const PLACEBO_WEEKS = 8;

export function percentOf(scale: Scale, effect: Effect): Answer<PercentEffect> {
  return scale === 'log'
    ? { ok: true, value: percentEffectOfLog(effect) }
    : percentEffectOfLevels(effect);
}

/** Another look at the same question: its effect where it has one, else why not. */
export function besideOf(
  scale: Scale,
  effect: Answer<Effect>,
  lead: string,
): StudyBeside {
  if (!effect.ok) return { sentence: `${lead}: ${effect.sentence}` };
  const percent = percentOf(scale, effect.value);
  if (!percent.ok) return { sentence: `${lead}: ${percent.sentence}` };
  return {
    effect: percentParts(percent.value),
    pValue: effect.value.pValue,
    sentence: `${lead}.`,
  };
}

export function placeboBeside(
  scale: Scale,
  placebo: Answer<Effect>,
  blocks: boolean,
): StudyBeside {
  const lead = `The ${PLACEBO_WEEKS} weeks before the first try, taken for adopted`;
  const beside = besideOf(scale, placebo, lead);
  if (!placebo.ok) return beside;
  if (blocks) {
    return {
      ...beside,
      sentence: `${lead}, show a change where there can be none: adopting teams were already moving. No badge.`,
    };
  }
  const percent = percentOf(scale, placebo.value);
  const visible = percent.ok ? percent.value.smallestVisible : undefined;
  return {
    ...beside,
    sentence:
      visible === undefined
        ? `${lead}, show nothing; this says little, since no change would have been seen.`
        : `${lead}, show nothing; this says little: smallest visible ${visible.toFixed(0)} %.`,
  };
}

export function adoptersOnlyBeside(
  pValue: Answer<number>,
  isRandomised: boolean,
): StudyBeside {
  if (isRandomised) {
    return { sentence: 'Not needed: who adopted was drawn.' };
  }
  if (!pValue.ok) {
    return {
      sentence: `Dates cannot be permuted among adopters: ${pValue.sentence}`,
    };
  }
  return {
    pValue: pValue.value,
    sentence:
      pValue.value <= 0.2
        ? 'When they adopted matters among adopters too, not only who did.'
        : 'Among adopters, when they adopted does not tell: it may be the teams.',
  };
}

export function percentParts({
  estimate,
  lower,
  upper,
}: PercentEffect): StudyPercent {
  return {
    estimate,
    ...(lower !== undefined && { lower }),
    ...(upper !== undefined && { upper }),
  };
}
