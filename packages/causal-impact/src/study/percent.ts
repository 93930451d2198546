import { answer, Answer, refuse } from '../answer';
import type { Effect } from '../effect';

/** An effect in percent of what would have been without it; negative is less. */
export interface PercentEffect {
  readonly estimate: number;
  /** Undefined where the data set no lower limit. */
  readonly lower: number | undefined;
  /** Undefined where the data set no upper limit. */
  readonly upper: number | undefined;
  /** Smallest decrease that would have been found about four times in five; undefined where none would. */
  readonly smallestVisible: number | undefined;
}

type Estimated = Pick<
  Effect,
  'estimate' | 'interval' | 'smallestVisible' | 'treatedMean'
>;

/** Percent that a difference of logarithms stands for. */
export function percentOfLog(difference: number): number {
  return 100 * Math.expm1(difference);
}

/** Difference of logarithms that stands for a percentage above -100. */
export function logOfPercent(percent: number): number {
  return Math.log1p(percent / 100);
}

/** An effect on the logarithm of the outcome, in percent. */
export function percentEffectOfLog(effect: Estimated): PercentEffect {
  const { lower, upper } = effect.interval;
  return {
    estimate: percentOfLog(effect.estimate),
    lower: bounded(lower, percentOfLog),
    upper: bounded(upper, percentOfLog),
    smallestVisible: -percentOfLog(-effect.smallestVisible),
  };
}

/**
 * An effect in levels, in percent of the sum of what would have been: of the mean of the treated cells less the effect.
 * Refuses where that is not positive, as percentages of it mean nothing.
 */
export function percentEffectOfLevels(
  effect: Estimated,
): Answer<PercentEffect> {
  const { treatedMean, estimate, interval } = effect;
  const untreated = treatedMean - estimate;
  if (!(untreated > 0)) {
    return refuse(
      'not-identified',
      `Without the effect the outcome would have been ${untreated} on average, of which there are no percentages.`,
    );
  }
  const percentOf = (t: number) => (100 * t) / (treatedMean - t);
  const visible = (100 * effect.smallestVisible) / untreated;
  return answer({
    estimate: percentOf(estimate),
    lower: bounded(interval.lower, percentOf),
    // An effect as large as all there is would have begun from nothing.
    upper: interval.upper < treatedMean ? percentOf(interval.upper) : undefined,
    smallestVisible: visible < 100 ? visible : undefined,
  });
}

function bounded(limit: number, convert: (limit: number) => number) {
  return Number.isFinite(limit) ? convert(limit) : undefined;
}

/** Values cut at their own `share` quantile (type 7), so that a few endless waits do not decide a mean. */
export function winsorise(values: Float64Array, share = 0.99): Float64Array {
  const sorted = values.filter(value => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return Float64Array.from(values);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  const limit = below + (position - Math.floor(position)) * (above - below);
  return values.map(value => (value > limit ? limit : value));
}
