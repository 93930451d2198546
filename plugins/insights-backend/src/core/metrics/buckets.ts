/**
 * Logarithmic buckets with a relative error of at most 0.5 %: bucket i holds (gamma^(i-1), gamma^i] milliseconds,
 * and its value (twice gamma^i over gamma + 1) is within 0.5 % of everything in it. They merge by adding counts.
 * After Masson, Rim and Lee, "DDSketch", VLDB 2019.
 */
export const GAMMA = 1.005 / 0.995;
/** Durations of zero have their own bucket, so that zero stays zero. */
export const ZERO_BUCKET = -1;

const LOG_GAMMA = Math.log(GAMMA);

export function bucketIndex(milliseconds: number): number {
  return milliseconds <= 0
    ? ZERO_BUCKET
    : Math.ceil(Math.log(Math.max(milliseconds, 1)) / LOG_GAMMA);
}

export function bucketValue(index: number): number {
  return index === ZERO_BUCKET ? 0 : (2 * Math.pow(GAMMA, index)) / (GAMMA + 1);
}

export interface Bucket {
  readonly index: number;
  readonly count: number;
}

/**
 * The value of the order statistic next to rank q(n-1), within 0.5 %.
 *
 * @param buckets - ordered by index, at least one of a positive count
 */
export function bucketQuantile(buckets: readonly Bucket[], q: number): number {
  const n = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  if (n === 0) {
    throw new RangeError('A quantile needs at least one value');
  }
  const rank = Math.round(q * (n - 1));
  let seen = 0;
  for (const { index, count } of buckets) {
    seen += count;
    if (rank < seen) {
      return bucketValue(index);
    }
  }
  return bucketValue(buckets.at(-1)?.index ?? ZERO_BUCKET);
}
