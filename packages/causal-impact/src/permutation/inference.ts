/** What every assignment gave: its estimate of the outcome and of the actual treatment indicator. */
export interface PermutationDistribution {
  readonly estimates: Float64Array;
  readonly exposures: Float64Array;
  /** All distinct assignments, the actual one among them; else a sample of others. */
  readonly enumerated: boolean;
}

export interface Interval {
  /** -Infinity where the data set no lower limit. */
  readonly lower: number;
  /** Infinity where the data set no upper limit. */
  readonly upper: number;
}

/** Estimates within this relative distance count as equal, so that rounding decides no p-value. */
const TIE = 1e-9;

/** Two-sided p-value of "no effect for anybody": (1 + b) / (1 + B) for a sample, b / M for all. */
export function pValue(
  estimate: number,
  distribution: PermutationDistribution,
  centre = 0,
): number {
  const distance = Math.abs(estimate - centre) * (1 - TIE);
  let extreme = 0;
  for (const draw of distribution.estimates) {
    if (Math.abs(draw - centre) >= distance) extreme += 1;
  }
  const draws = distribution.estimates.length;
  return distribution.enumerated
    ? extreme / draws
    : (1 + extreme) / (1 + draws);
}

/** The smallest p-value that any outcome could have had. */
export function smallestPValue(distribution: PermutationDistribution): number {
  const draws = distribution.estimates.length;
  return distribution.enumerated ? 1 / draws : 1 / (1 + draws);
}

/**
 * All constant effects t that the permutation test does not reject, without a grid: draw b speaks for t when
 * |a_b - t c_b| >= |a_0 - t|, which for |c_b| < 1 holds between (a_0 - a_b) / (1 - c_b) and (a_0 + a_b) / (1 + c_b).
 * All these ranges contain a_0, so the ends of the interval are order statistics of theirs.
 */
export function invertTest(
  estimate: number,
  distribution: PermutationDistribution,
  level = 0.05,
): Interval {
  const lowers: number[] = [];
  const uppers: number[] = [];
  distribution.estimates.forEach((draw, b) => {
    const exposure = distribution.exposures[b]!;
    if (Math.abs(exposure) >= 1 - TIE) {
      lowers.push(-Infinity);
      uppers.push(Infinity);
      return;
    }
    const one = (estimate - draw) / (1 - exposure);
    const other = (estimate + draw) / (1 + exposure);
    lowers.push(Math.min(one, other));
    uppers.push(Math.max(one, other));
  });
  lowers.sort((a, b) => a - b);
  uppers.sort((a, b) => b - a);
  const draws = distribution.estimates.length;
  // As many draws as must speak for t before its p-value exceeds the level.
  const needed = distribution.enumerated
    ? Math.floor(level * draws + TIE) + 1
    : Math.floor(level * (1 + draws) + TIE);
  return {
    lower: needed === 0 ? -Infinity : (lowers[needed - 1] ?? estimate),
    upper: needed === 0 ? Infinity : (uppers[needed - 1] ?? estimate),
  };
}

/** Standard deviation of the estimate where the effect is the one estimated, taken from everybody. */
export function spreadWithoutEffect(
  estimate: number,
  distribution: PermutationDistribution,
): number {
  const cleaned = distribution.estimates.map(
    (draw, b) => draw - estimate * distribution.exposures[b]!,
  );
  return standardDeviation(cleaned);
}

/** The smallest effect a study like this finds about four times in five: 3.0 standard deviations. */
export function smallestVisibleEffect(
  estimate: number,
  distribution: PermutationDistribution,
): number {
  return 3 * spreadWithoutEffect(estimate, distribution);
}

export function standardDeviation(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
