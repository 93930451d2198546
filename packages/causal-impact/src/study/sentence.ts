import type { PercentEffect } from './percent';

/** `found`: may be claimed. `adopters-may-differ`: it may be the teams. */
export type Verdict = 'found' | 'adopters-may-differ' | 'not-distinguishable';

export interface VerdictInput {
  readonly pValue: number;
  /** Undefined where it could not be computed. */
  readonly adoptersOnlyPValue: number | undefined;
  /** The order was drawn and is analysed as drawn: who adopted is chance, so adopters cannot differ. */
  readonly randomised?: boolean;
}

/** Largest p-values of a claim. */
const CLAIM = { pValue: 0.05, adoptersOnly: 0.2 };

export function verdictOf(input: VerdictInput): Verdict {
  if (!(input.pValue <= CLAIM.pValue)) return 'not-distinguishable';
  if (input.randomised) return 'found';
  const sensitivity = input.adoptersOnlyPValue ?? 1;
  return sensitivity <= CLAIM.adoptersOnly ? 'found' : 'adopters-may-differ';
}

export interface OutcomeWords {
  /** After a percentage: "18 % less waiting". */
  readonly less: string;
  readonly more: string;
  /** Before "of 18 %". */
  readonly gain: string;
}

export const SPEED_WORDS: OutcomeWords = {
  less: 'faster',
  more: 'slower',
  gain: 'speed-up',
};

export const WAITING_WORDS: OutcomeWords = {
  less: 'less waiting',
  more: 'more waiting',
  gain: 'cut in waiting',
};

export interface Finding {
  readonly verdict: Verdict;
  readonly effect: PercentEffect;
  readonly words: OutcomeWords;
  readonly adopting: number;
  readonly comparison: number;
  readonly tried: number;
  readonly randomised?: boolean;
}

/** The answer of a study in one sentence, without a full stop. Only a randomised rollout may say "caused". */
export function findingSentence(finding: Finding): string {
  const { verdict, effect, words } = finding;
  if (verdict === 'not-distinguishable') {
    return [
      'not distinguishable from no change',
      compatibility(effect, words),
      visibility(effect, words),
    ].join('; ');
  }
  const change = `${signed(effect.estimate, words)} (95 % interval ${interval(effect, words)})`;
  const tried = finding.tried > 0 ? `; ${finding.tried} tried and left` : '';
  return `${leadOf(finding)}${change}, ${finding.adopting} adopting and ${finding.comparison} comparison teams${tried}`;
}

function leadOf({ verdict, randomised }: Finding): string {
  if (verdict === 'adopters-may-differ') return 'teams that adopt may differ: ';
  return randomised ? 'caused ' : '';
}

function compatibility({ lower, upper }: PercentEffect, words: OutcomeWords) {
  if (lower === undefined && upper === undefined) {
    return 'compatible with any change';
  }
  const from =
    lower === undefined ? `${words.less} without limit` : signed(lower, words);
  const to =
    upper === undefined ? `${words.more} without limit` : signed(upper, words);
  return `compatible with ${from} to ${to}`;
}

function visibility(
  { smallestVisible }: PercentEffect,
  { gain }: OutcomeWords,
) {
  return smallestVisible === undefined
    ? `no true ${gain}, however large, would have been found about 4 times in 5`
    : `a true ${gain} of ${size(smallestVisible)} % would have been found about 4 times in 5`;
}

/** Sizes only, where both ends are on the side of the estimate. */
function interval(effect: PercentEffect, words: OutcomeWords): string {
  const { estimate, lower, upper } = effect;
  const falls = estimate < 0;
  const near = falls ? upper : lower;
  const far = falls ? lower : upper;
  const sameSide = near !== undefined && (falls ? near <= 0 : near >= 0);
  if (sameSide) {
    return far === undefined
      ? `${size(near)}, no upper limit`
      : `${size(near)} to ${size(far)}`;
  }
  const from = lower === undefined ? 'no lower limit' : signed(lower, words);
  const to = upper === undefined ? 'no upper limit' : signed(upper, words);
  return `${from} to ${to}`;
}

function signed(percent: number, { less, more }: OutcomeWords): string {
  if (Math.abs(percent) < 0.05) return 'no change';
  return `${size(percent)} % ${percent < 0 ? less : more}`;
}

/** Whole percents; one decimal below 10, where it matters. */
function size(percent: number): string {
  const magnitude = Math.abs(percent);
  const rounded =
    magnitude < 9.95 ? magnitude.toFixed(1) : magnitude.toFixed(0);
  return rounded.replace(/\.0$/, '');
}
